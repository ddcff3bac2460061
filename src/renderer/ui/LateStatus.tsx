import type { ReactNode } from 'react';
import { useDelayed } from './use-delayed.ts';

interface LateStatusProps {
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** What is being waited for, in words, once the wait is long enough for any: a short one shows nothing. */
export function LateStatus({ className, children }: LateStatusProps) {
  const isLate = useDelayed(true);
  return (
    <p role="status" className={className}>
      {isLate ? children : null}
    </p>
  );
}
