import { CircleAlert } from 'lucide-react';
import type { Failure } from '../../../shared/errors.ts';
import { text } from '../../../shared/text/index.ts';
import { FailureDetails } from '../../ui/FailureDetails.tsx';
import styles from './ProfileView.module.css';

interface SignInFailureProps {
  readonly failure: Failure;
  readonly publisher: string | null;
}

/** What went wrong, what to do, and the details for whoever helps. The buttons stand below it. */
export function SignInFailure({ failure, publisher }: SignInFailureProps) {
  const words = text.ui.signIn;
  const next =
    failure.remedy === 'admin' && publisher !== null ? words.askPublisher(publisher) : words.next[failure.remedy];
  return (
    <div className={styles['failure']} role="alert">
      <CircleAlert size={16} strokeWidth={1.5} className={styles['failureIcon']} aria-hidden />
      <h2 className={styles['title']}>{words.failedTitle}</h2>
      <p>{failure.message}</p>
      <p className={styles['secondary']}>{next}</p>
      <FailureDetails failure={failure} />
    </div>
  );
}
