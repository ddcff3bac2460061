import { CircleAlert, Info, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Banner.module.css';
import { cx } from './cx.ts';

interface BannerProps {
  readonly kind: 'info' | 'warning' | 'error';
  /** In place of that of its kind. */
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

/** One line above a view about the whole of it. */
export function Banner({ kind, icon, children, actions }: BannerProps) {
  const Icon = icon ?? (kind === 'info' ? Info : CircleAlert);
  return (
    <div className={cx(styles['banner'], styles[kind])} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon size={16} strokeWidth={1.5} className={styles['icon']} aria-hidden />
      <div className={styles['text']}>{children}</div>
      {actions ? <div className={styles['actions']}>{actions}</div> : null}
    </div>
  );
}
