import type { ReactNode } from 'react';
import type { AccountSummary, ProfileSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { Button } from '../../ui/Button.tsx';
import { useCommand } from '../../ui/commands.ts';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { MissingSecrets } from './MissingSecrets.tsx';
import styles from './ProfileView.module.css';
import { SignInProgress } from './SignInProgress.tsx';
import { StaySignedIn } from './StaySignedIn.tsx';

interface ProfileViewProps {
  readonly profile: ProfileSummary;
  /** Whoever is signed in through it already: expired, or without any location. */
  readonly account: AccountSummary | null;
  readonly memoryOnly: boolean;
  /** What there is to know of the profile as a file, below its facts. */
  readonly notes?: ReactNode;
}

/** One profile before its files can be seen: what it is, what it will ask for, and the sign-in. */
export function ProfileView({ profile, account, memoryOnly, notes }: ProfileViewProps) {
  const words = text.ui.signIn;
  const aboutProfile = useCommand('aboutProfile');
  const removeProfile = useCommand('removeProfile');
  const active = account?.state === 'active';
  // What there is to say of that is in the notes.
  const { expired } = profile.facts;
  const { phase } = profile.signIn;
  const idle = phase === 'idle' || phase === 'failed';
  return (
    <main className={styles['view']} aria-label={profile.name}>
      <div className={styles['column']}>
        <header>
          <h1 className={styles['name']}>{profile.name}</h1>
          <p className={styles['publisher']}>
            {text.ui.common.about(words.publisher, profile.publisher ?? words.unknownPublisher)}
          </p>
        </header>
        <dl className={styles['facts']}>
          <dt>{words.issuer}</dt>
          <dd className={styles['mono']} data-selectable>
            {profile.issuer}
          </dd>
          {active || expired || phase !== 'idle' ? null : (
            <>
              <dt>{words.asks}</dt>
              <dd>{words.asksText(profile.locationRules)}</dd>
            </>
          )}
        </dl>
        {notes}
        {active ? (
          <SignedIn account={account} />
        ) : expired ? null : profile.missingSecrets.length > 0 ? (
          <MissingSecrets key={profile.id} profile={profile} />
        ) : (
          <SignInProgress key={profile.id} profile={profile} expired={account?.state === 'expired'} />
        )}
        {idle && !active && !expired && profile.missingSecrets.length === 0 ? (
          <StaySignedIn profile={profile} memoryOnly={memoryOnly} />
        ) : null}
        <footer className={styles['footer']}>
          <Button small onClick={aboutProfile.run}>
            {aboutProfile.label}
          </Button>
          <Button small reason={removeProfile.reason ?? null} onClick={removeProfile.run}>
            {removeProfile.label}
          </Button>
        </footer>
      </div>
    </main>
  );
}

/** The profile gives none, or the store has not told which buckets there are. */
function whyNoLocations({ bucketLists }: AccountSummary): string {
  const [list] = bucketLists;
  if (!list) return text.ui.signIn.noLocations;
  return list.failure?.message ?? (list.phase === 'loading' ? text.ui.buckets.loading : text.ui.buckets.none);
}

/** Signed in, and still here: there is no location to go to. */
function SignedIn({ account }: { readonly account: AccountSummary }) {
  const words = text.ui.signIn;
  const signOut = useCommand('signOut');
  return (
    <section className={styles['panel']}>
      <h2 className={styles['title']}>{words.signedInAs(account.displayName)}</h2>
      {account.locations.length === 0 ? <p>{whyNoLocations(account)}</p> : null}
      {account.absent.length > 0 ? (
        <Disclosure label={text.ui.sidebar.missing}>
          <ul className={styles['absent']}>
            {account.absent.map((one) => (
              <li key={one.label}>{text.ui.common.about(one.label, one.reason)}</li>
            ))}
          </ul>
        </Disclosure>
      ) : null}
      <div className={styles['actions']}>
        <Button onClick={signOut.run}>{signOut.label}</Button>
      </div>
    </section>
  );
}
