import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Warning.module.css';

/** What speaks against a deed, among the facts of the sheet that asks about it. */
export function Warning({ children }: { readonly children: ReactNode }) {
  return (
    <p className={styles['warning']}>
      <CircleAlert size={16} strokeWidth={1.5} aria-hidden />
      <span>{children}</span>
    </p>
  );
}
