import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Banner.module.css';
import { cx } from './cx.ts';

interface BannerProps {
  readonly kind: 'info' | 'warning' | 'error';
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

/** One line above a view about the whole of it. */
export function Banner({ kind, children, actions }: BannerProps) {
  const Icon = kind === 'info' ? Info : CircleAlert;
  return (
    <div className={cx(styles['banner'], styles[kind])} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon size={16} strokeWidth={1.5} className={styles['icon']} aria-hidden />
      <div className={styles['text']}>{children}</div>
      {actions ? <div className={styles['actions']}>{actions}</div> : null}
    </div>
  );
}
