import { CircleAlert } from 'lucide-react';
import type { Failure } from '../../../shared/errors.ts';
import { text } from '../../../shared/text/index.ts';
import { FailureDetails } from '../../ui/FailureDetails.tsx';
import styles from './ProfileView.module.css';

interface SignInFailureProps {
  readonly failure: Failure;
  readonly publisher: string | null;
}

/** What the sentence of a failure, which says whom to ask, leaves open; nothing where the person can mend it. */
function helper({ remedy }: Failure, publisher: string | null): string | null {
  const { fromPublisher, notByTrying } = text.ui.signIn;
  if (remedy !== 'admin') return null;
  return publisher === null ? notByTrying : fromPublisher(publisher);
}

/** True of a sign-in that was kept and is over: nothing went wrong, and there is nothing to report. */
export function hasEnded(failure: Failure): boolean {
  return failure.code === 'session-expired';
}

/** What went wrong, what to do, and the details for whoever helps. The buttons stand below it. */
export function SignInFailure({ failure, publisher }: SignInFailureProps) {
  const words = text.ui.signIn;
  const next = helper(failure, publisher);
  if (hasEnded(failure)) {
    return (
      <div role="status">
        <h2 className={styles['title']}>{words.endedTitle}</h2>
        <p className={styles['secondary']}>{words.endedText}</p>
      </div>
    );
  }
  return (
    <div className={styles['failure']} role="alert">
      <CircleAlert size={16} strokeWidth={1.5} className={styles['failureIcon']} aria-hidden />
      <h2 className={styles['title']}>{words.failedTitle}</h2>
      <p>{failure.message}</p>
      {next === null ? null : <p className={styles['secondary']}>{next}</p>}
      <FailureDetails failure={failure} />
    </div>
  );
}
