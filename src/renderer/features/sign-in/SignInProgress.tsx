import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ProfileSummary, SignInState } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { startSignIn } from '../../state/sign-in.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { failureText } from '../../ui/failure-details.ts';
import { formatDuration } from '../../ui/format.ts';
import { PasteAddress } from './PasteAddress.tsx';
import styles from './ProfileView.module.css';
import { hasEnded, SignInFailure } from './SignInFailure.tsx';

interface SignInProgressProps {
  readonly profile: ProfileSummary;
  readonly expired: boolean;
}

/** The sign-in, from the button to the moment the account is there. */
export function SignInProgress({ profile, expired }: SignInProgressProps) {
  const words = text.ui.signIn;
  const [asked, setAsked] = useState(false);
  const { phase } = profile.signIn;
  // Between pressing and main's word: the button must not be there to be pressed twice.
  const preparing = phase === 'preparing' || (asked && phase !== 'waiting' && phase !== 'exchanging');
  const signIn = () => {
    setAsked(true);
    startSignIn(profile.id).finally(() => setAsked(false));
  };

  const failure = phase === 'failed' ? profile.signIn.failure : null;
  const again = failure ? hasEnded(failure) : expired;

  if (preparing) return <Phase title={words.preparing} profileId={profile.id} />;
  if (phase === 'exchanging') return <Phase title={words.exchanging} profileId={null} />;
  if (phase === 'waiting') return <Waiting profileId={profile.id} signIn={profile.signIn} onAgain={signIn} />;
  return (
    <section className={styles['panel']}>
      {failure ? <SignInFailure failure={failure} publisher={profile.publisher} /> : null}
      <div className={styles['actions']}>
        <Button look={failure?.remedy === 'admin' ? 'plain' : 'primary'} autoFocus onClick={signIn}>
          {again ? words.signInAgain : failure ? text.ui.common.tryAgain : words.signIn}
        </Button>
        {failure && !again ? <CopyButton value={failureText(failure)} /> : null}
      </div>
    </section>
  );
}

/** The button that was pressed is gone: the keyboard and a screen reader go on from the part that came in its place. */
function useLostFocus() {
  const panel = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (document.activeElement === document.body) panel.current?.focus({ preventScroll: true });
  }, []);
  return { ref: panel, tabIndex: -1 };
}

/** Ends an attempt. */
function CancelButton({ profileId }: { readonly profileId: string }) {
  return (
    <Button onClick={() => void pail.accounts.cancelSignIn(profileId).catch(report)}>{text.ui.common.cancel}</Button>
  );
}

/** A moment in which only waiting helps; `profileId` when it can be ended. */
function Phase({ title, profileId }: { readonly title: string; readonly profileId: string | null }) {
  const lostFocus = useLostFocus();
  return (
    <section className={styles['panel']} role="status" {...lostFocus}>
      <h2 className={styles['title']}>{title}</h2>
      {profileId === null ? null : (
        <div className={styles['actions']}>
          <CancelButton profileId={profileId} />
        </div>
      )}
    </section>
  );
}

interface WaitingProps {
  readonly profileId: string;
  readonly signIn: Extract<SignInState, { phase: 'waiting' }>;
  onAgain(): void;
}

/** The person's turn, in the browser. */
function Waiting({ profileId, signIn, onAgain }: WaitingProps) {
  const words = text.ui.signIn;
  const now = useNow(5000);
  const lostFocus = useLostFocus();
  return (
    <section className={styles['panel']} aria-label={words.waiting} {...lostFocus}>
      <div role="status">
        <h2 className={styles['title']}>{words.waiting}</h2>
        <p>
          {words.waitingAt} <span className={styles['mono']}>{signIn.host}</span>
        </p>
      </div>
      <p className={styles['secondary']}>{words.expires(formatDuration(signIn.expiresAt - now))}</p>
      <div className={styles['actions']}>
        <CancelButton profileId={profileId} />
        <Button onClick={onAgain}>{text.ui.common.tryAgain}</Button>
        <Button onClick={() => void pail.accounts.copySignInAddress(profileId).catch(report)}>
          {words.copyAddress}
        </Button>
      </div>
      <PasteAddress profileId={profileId} />
    </section>
  );
}

function useNow(every: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
