import { text } from '../../../shared/text/index.ts';
import { cx } from '../../ui/cx.ts';
import type { Side } from './comparison.ts';
import styles from './ReviewSheet.module.css';

/** When one of the two was changed and how large it is, and which of the two is newer or larger. */
export function SideWords({ side }: { readonly side: Side }) {
  const words = text.ui.conflicts;
  return (
    <>
      <span className={cx(styles['fact'], side.isNewer && styles['more'])}>
        {side.modified}
        {side.isNewer ? <em className={styles['tag']}> {words.newer}</em> : null}
      </span>
      <span className={cx(styles['fact'], side.isLarger && styles['more'])}>
        {side.size}
        {side.isLarger ? <em className={styles['tag']}> {words.larger}</em> : null}
      </span>
    </>
  );
}
