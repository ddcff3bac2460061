import type { ListingStatus } from '../../../shared/model/listing.ts';
import { text } from '../../../shared/text/index.ts';
import { stop } from '../../state/listing.ts';
import { useListing } from '../../state/listing-store.ts';
import { report } from '../../state/notices.ts';
import { selectedNow } from '../../state/selection-summary.ts';
import { formatExactSize, formatSize } from '../../ui/format.ts';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './ListingSummary.module.css';
import { SelectionSize } from './SelectionSize.tsx';
import { StatusLink } from './StatusLink.tsx';

/** The left part of the status bar: how much there is, how much is selected, and whether that is all. */
export function ListingSummary() {
  const listing = useListing();
  const { status, opening, summary, arrangement } = listing;
  const words = text.ui.explorer;
  const waiting = opening || status?.phase === 'loading';
  const late = useDelayed(waiting);
  const busyWords = status?.stale
    ? words.checking
    : isSearch(status, arrangement.filter)
      ? words.searching
      : words.loading;
  // Nothing has arrived yet, which is not the same as nothing being there; what is under way can be stopped above.
  if (!status || (waiting && status.count === 0)) return <p className={styles['line']}>{late ? busyWords : ''}</p>;
  if ((status.phase === 'failed' || status.phase === 'partial') && status.count === 0)
    return <p className={styles['line']}>{words.notListed}</p>;
  const selected = selectedNow(listing);
  const size = summary && summary.bytes > 0 ? sizeWords(summary) : null;
  return (
    <div className={styles['line']}>
      <p title={formatExactSize(status.bytes)}>{itemWords(status)}</p>
      {selected > 0 ? (
        <div className={styles['part']}>
          <p>{words.selected(selected.toLocaleString('en'), size)}</p>
          {summary && summary.hidden > 0 ? <p>{words.hiddenByFilter(summary.hidden.toLocaleString('en'))}</p> : null}
          <SelectionSize folders={summary?.folders ?? 0} />
        </div>
      ) : null}
      {late && status.phase === 'loading' ? (
        <Ending said={busyWords} {...(status.stale ? {} : { deed: words.stop, onDeed: stop })} />
      ) : null}
      <Unfinished status={status} />
    </div>
  );
}

function isSearch(status: ListingStatus | null, filter: string): boolean {
  return filter !== '' && status?.scope === 'tree';
}

/** `1,204 items, 38 GB`, or what the filter leaves of them; and whether there are more to come. */
function itemWords({ phase, stale, shown, count, folders, bytes, arrangement }: ListingStatus): string {
  const words = text.ui.explorer;
  const isPart = !stale && phase !== 'complete';
  const items = text.counts.items(count);
  const filtered = arrangement.filter !== '';
  const sum = filtered ? words.shownOf(shown.toLocaleString('en'), items) : items;
  const sure = isPart ? words.soFar(sum) : sum;
  return filtered || bytes === 0 ? sure : words.summary(sure, sizeWords({ folders, bytes }));
}

/** The bytes of the objects: where there are folders among them, that is not all. */
function sizeWords({ folders, bytes }: { readonly folders: number; readonly bytes: number }): string {
  const size = formatSize(bytes);
  return folders > 0 ? text.ui.explorer.withoutFolders(size) : size;
}

/** A listing that ended before its end. How to have the rest stands above the list. */
function Unfinished({ status }: { readonly status: ListingStatus }) {
  const words = text.ui.explorer;
  if (status.stale && (status.phase === 'partial' || status.phase === 'failed')) {
    return <Ending said={words.notChecked} />;
  }
  return status.phase === 'partial' ? <Ending said={words.partial} /> : null;
}

interface EndingProps {
  readonly said: string;
  readonly deed?: string;
  onDeed?(): Promise<void>;
}

function Ending({ said, deed, onDeed }: EndingProps) {
  return (
    <div className={styles['part']}>
      <p role="status">{said}</p>
      {deed ? (
        <StatusLink
          onPress={() => {
            void onDeed?.().catch(report);
          }}
        >
          {deed}
        </StatusLink>
      ) : null}
    </div>
  );
}
