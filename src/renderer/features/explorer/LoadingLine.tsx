import { useListing } from '../../state/listing-store.ts';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './LoadingLine.module.css';

/** A moving line above the header while rows still come, or are checked. The status bar says it in words. */
export function LoadingLine() {
  const isLoading = useListing(({ opening, status }) => opening || status?.phase === 'loading');
  return useDelayed(isLoading) ? <div className={styles['line']} data-loading aria-hidden /> : null;
}
