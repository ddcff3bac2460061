import { CircleAlert } from 'lucide-react';
import type { Failure } from '../../shared/errors.ts';
import { text } from '../../shared/text/index.ts';
import { Button } from './Button.tsx';
import styles from './FailureLine.module.css';

interface FailureLineProps {
  readonly failure: Failure;
  /** Offered where trying again can help. */
  onAgain?(): void;
}

/** What went wrong in a part of a view, in the place of what was asked for. */
export function FailureLine({ failure, onAgain }: FailureLineProps) {
  return (
    <div className={styles['line']}>
      <CircleAlert size={16} strokeWidth={1.5} className={styles['icon']} aria-hidden />
      <p role="alert" className={styles['words']}>
        {failure.message}
      </p>
      {failure.retryable && onAgain ? (
        <Button
          small
          onClick={({ currentTarget }) => {
            // The button goes with what it mends: the sheet has the keyboard then.
            currentTarget.closest<HTMLElement>('[role=dialog], [role=alertdialog]')?.focus();
            onAgain();
          }}
        >
          {text.ui.common.tryAgain}
        </Button>
      ) : null}
    </div>
  );
}
