import type { Failure } from '../../../shared/errors.ts';
import { text } from '../../../shared/text/index.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { FailureDetails } from '../../ui/FailureDetails.tsx';
import { failureText } from '../../ui/failure-details.ts';
import styles from './ProfileView.module.css';

interface SignInFailureProps {
  readonly failure: Failure;
  readonly publisher: string | null;
}

/** What went wrong, what to do, and the details for whoever helps. */
export function SignInFailure({ failure, publisher }: SignInFailureProps) {
  const words = text.ui.signIn;
  const next =
    failure.remedy === 'admin' && publisher !== null ? words.askPublisher(publisher) : words.next[failure.remedy];
  return (
    <div className={styles['failure']} role="alert">
      <h2 className={styles['title']}>{words.failedTitle}</h2>
      <p>{failure.message}</p>
      <p className={styles['secondary']}>{next}</p>
      <FailureDetails failure={failure} />
      <div>
        <CopyButton look="link" value={failureText(failure)} />
      </div>
    </div>
  );
}
