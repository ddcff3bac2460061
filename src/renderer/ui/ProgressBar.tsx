import { cx } from './cx.ts';
import styles from './ProgressBar.module.css';

interface ProgressBarProps {
  readonly label: string;
  /** 0 to 1; `null` while nobody knows how much there is. */
  readonly value: number | null;
  readonly look?: 'running' | 'waiting' | 'done' | 'failed' | 'cancelled';
}

export function ProgressBar({ label, value, look = 'running' }: ProgressBarProps) {
  const percent = value === null ? undefined : Math.round(value * 100);
  return (
    <div
      className={cx(styles['track'], styles[look], value === null && styles['unknown'])}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <div className={styles['fill']} style={value === null ? undefined : { width: `${value * 100}%` }} />
    </div>
  );
}
