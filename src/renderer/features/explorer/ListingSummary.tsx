import { text } from '../../../shared/text/index.ts';
import { chosenCount } from '../../state/chosen.ts';
import { refresh, stop, useListing } from '../../state/listing.ts';
import { report } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { formatExactSize, formatSize } from '../../ui/format.ts';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './ListingSummary.module.css';

/** The left part of the status bar: how much there is, how much is selected, and whether that is all. */
export function ListingSummary() {
  const { status, chosen, summary, opening } = useListing();
  const words = text.ui.explorer;
  const waiting = opening || status?.phase === 'loading';
  const loading = useDelayed(waiting);
  // Nothing has arrived yet, which is not the same as nothing being there.
  if (!status || (waiting && status.count === 0))
    return <p className={styles['line']}>{loading ? words.loading : ''}</p>;
  if (status.phase === 'failed' && status.count === 0) return <p className={styles['line']}>{words.notListed}</p>;
  // What was selected may be gone since: the summary has counted what is still there.
  const selected = summary ? summary.objects + summary.folders : chosenCount(chosen, status.shown);
  const items =
    status.arrangement.filter === ''
      ? text.counts.items(status.shown)
      : words.shownOf(status.shown.toLocaleString('en'), text.counts.items(status.count));
  const size = summary && summary.bytes > 0 ? formatSize(summary.bytes) : null;
  return (
    <div className={styles['line']}>
      <p title={formatExactSize(status.bytes)}>
        {status.bytes > 0 && status.arrangement.filter === '' ? words.summary(items, formatSize(status.bytes)) : items}
      </p>
      {selected > 0 ? <p className={styles['part']}>{words.selected(selected.toLocaleString('en'), size)}</p> : null}
      {loading ? (
        <p className={styles['part']} role="status">
          {words.loading}
          <Button look="link" onClick={() => void stop().catch(report)}>
            {words.stop}
          </Button>
        </p>
      ) : null}
      {status.phase === 'partial' ? (
        <p className={styles['part']} role="status">
          {words.partial}
          <Button look="link" onClick={() => void refresh().catch(report)}>
            {words.listAgain}
          </Button>
        </p>
      ) : null}
    </div>
  );
}
