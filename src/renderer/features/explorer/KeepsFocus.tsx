import type { ReactNode } from 'react';
import { useListing } from '../../state/listing-store.ts';
import { targetElement } from '../../ui/focus-targets.ts';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import styles from './KeepsFocus.module.css';

/** Around what comes and goes with the listing: where it goes while it has the keyboard, the list gets it. */
export function KeepsFocus({ children }: { readonly children: ReactNode }) {
  // Whatever is in here may go with a change of it.
  useListing();
  const kept = useKeptFocus(() => targetElement('list'));
  return (
    <div className={styles['around']} {...kept}>
      {children}
    </div>
  );
}
