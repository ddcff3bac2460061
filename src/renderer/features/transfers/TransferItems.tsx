import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { TransferItem, TransferSummary } from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { WindowCache } from '../../state/window-cache.ts';
import { cx } from '../../ui/cx.ts';
import { failureText } from '../../ui/failure-details.ts';
import { formatExactSize, formatSize } from '../../ui/format.ts';
import { MiddleTruncate } from '../../ui/MiddleTruncate.tsx';
import { GridPart } from '../../ui/virtual-list/GridPart.tsx';
import { VirtualList } from '../../ui/virtual-list/VirtualList.tsx';
import styles from './TransfersDrawer.module.css';
import { itemWords } from './words.ts';

const ROW_HEIGHT = 28;
const HEADER_HEIGHT = 29;
const COLUMNS = 3;

/** So many items stand in the scroll of the drawer itself; more of them have a window of a few rows with its own. */
const MOST_WHOLE = 30;
const WINDOW_ROWS = 6;

/** In pixels, borders included. */
export function itemsHeight(total: number): number {
  const rows = total > MOST_WHOLE ? WINDOW_ROWS : Math.max(1, total);
  return HEADER_HEIGHT + ROW_HEIGHT * rows + 2;
}

/** The items of a transfer; each change of the summary asks again for those on screen. */
export function TransferItems({ summary, label }: { readonly summary: TransferSummary; readonly label: string }) {
  const { id } = summary;
  const version = useRef(0);
  const items = useMemo(() => {
    const cache = new WindowCache<TransferItem>();
    cache.reset(async (start, count) => {
      const asked = version.current;
      const window = await pail.transfers.items(id, start, count);
      return { start: window.start, version: asked, items: window.items };
    });
    return cache;
  }, [id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new summary is the occasion
  useEffect(() => {
    version.current += 1;
    items.invalidate(version.current);
  }, [items, summary]);
  useSyncExternalStore(items.subscribe, items.changes);
  const [focus, setFocus] = useState({ row: -1, reveal: 0 });
  const onVisible = useCallback((first: number, last: number) => items.want(first, last), [items]);
  const words = text.ui.transfers;
  return (
    <VirtualList
      label={label}
      listKey={id}
      count={summary.items.total}
      rowHeight={ROW_HEIGHT}
      headerHeight={HEADER_HEIGHT}
      columns={COLUMNS}
      className={styles['itemGrid']}
      header={[words.item, text.ui.explorer.size, words.state].map((title, index) => (
        <GridPart key={title} role="columnheader" className={cx(styles['heading'], index === 1 && styles['size'])}>
          {title}
        </GridPart>
      ))}
      focus={focus.row}
      reveal={focus.reveal}
      onVisible={onVisible}
      onIntent={(intent) => {
        if (intent.kind === 'move') setFocus((old) => ({ row: intent.to, reveal: old.reveal + 1 }));
      }}
      onRowMouseDown={(index) => setFocus((old) => ({ ...old, row: index }))}
      item={(index) => items.at(index)}
      renderRow={renderItem}
    />
  );
}

const renderItem = (item: TransferItem | undefined) => <ItemCells item={item} />;

function ItemCells({ item }: { readonly item: TransferItem | undefined }) {
  if (!item) return <GridPart role="gridcell" aria-busy />;
  const state = itemWords(item);
  return (
    <>
      <GridPart role="gridcell" className={cx(styles['cell'], styles['itemName'])}>
        <MiddleTruncate name={item.name} />
      </GridPart>
      <GridPart role="gridcell" className={cx(styles['cell'], styles['size'])} title={formatExactSize(item.size)}>
        {formatSize(item.size)}
      </GridPart>
      <GridPart
        role="gridcell"
        className={cx(styles['cell'], item.state === 'failed' && styles['itemFailed'])}
        // With the code and the other side's own words, which are for whoever helps.
        title={item.failure ? failureText(item.failure) : state}
      >
        {state}
      </GridPart>
    </>
  );
}
