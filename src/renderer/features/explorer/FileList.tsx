import { type DragEvent, useCallback, useLayoutEffect, useSyncExternalStore } from 'react';
import type { Entry } from '../../../shared/model/listing.ts';
import { text } from '../../../shared/text/index.ts';
import { isChosen } from '../../state/chosen.ts';
import { isCut, useClipboard } from '../../state/clipboard.ts';
import { listOnScreen } from '../../state/list-place.ts';
import {
  clearSelection,
  focusOnly,
  isTyping,
  selectOnly,
  selectRange,
  toggleAt,
  typeAhead,
} from '../../state/list-selection.ts';
import { arrange } from '../../state/listing.ts';
import { rows, useListing } from '../../state/listing-store.ts';
import { report } from '../../state/notices.ts';
import { noteTop } from '../../state/row-places.ts';
import type { MenuRequest } from '../../ui/ContextMenu.tsx';
import { cx } from '../../ui/cx.ts';
import { focusTarget } from '../../ui/focus-targets.ts';
import type { ListIntent } from '../../ui/virtual-list/list-keys.ts';
import { VirtualList } from '../../ui/virtual-list/VirtualList.tsx';
import { ColumnHeader } from './ColumnHeader.tsx';
import type { SetWidth } from './column-widths.ts';
import { dragRow } from './drag-row.ts';
import styles from './FileList.module.css';
import { FileRow } from './FileRow.tsx';
import { clickRow, forgetPress, pressRow } from './row-press.ts';

const ROW_HEIGHT = 28;
const HEADER_HEIGHT = 29;
const COLUMNS = 4;
const listRef = focusTarget('list');

interface FileListProps {
  readonly title: string;
  /** The row that files are dragged over, or -1. */
  readonly dropRow: number;
  /** Whether rows can be dragged out: they are downloaded for that. */
  readonly mayRead: boolean;
  readonly menuOpen: boolean;
  onOpen(): void;
  onMenu(at: MenuRequest): void;
  onWidth: SetWidth;
}

function onIntent(intent: ListIntent): void {
  if (intent.kind === 'type') void typeAhead(intent.character).catch(report);
  else if (intent.kind === 'move') (intent.extend ? selectRange : selectOnly)(intent.to);
  else {
    const { focus, status } = useListing.getState();
    if (status && status.shown > 0) toggleAt(Math.max(0, focus));
  }
}

function onRowDragStart(index: number, event: DragEvent): void {
  // The system drags files, which are not there yet.
  event.preventDefault();
  forgetPress();
  const entry = rows.at(index);
  if (entry) void dragRow(entry);
}

function onVisible(first: number, last: number): void {
  noteTop(first);
  rows.want(first, last);
}

const entryAt = (index: number): Entry | undefined => rows.at(index);

/** The entries of the present view. */
export function FileList({ title, dropRow, mayRead, menuOpen, onOpen, onMenu, onWidth }: FileListProps) {
  const { status, arrangement, chosen, focus, reveal, scrollTo } = useListing();
  const held = useClipboard((state) => state.held);
  useSyncExternalStore(rows.subscribe, rows.changes);
  useLayoutEffect(() => {
    if (scrollTo) listOnScreen.current?.showAt(scrollTo);
  }, [scrollTo]);

  const isPath = status?.scope === 'tree';
  const filter = status?.arrangement.filter ?? '';
  const render = useCallback(
    (entry: Entry | undefined) => <FileRow entry={entry} isPath={isPath} filter={filter} />,
    [isPath, filter],
  );
  const rowState = (index: number, entry: Entry | undefined) => ({
    draggable: mayRead && entry !== undefined,
    selected: entry !== undefined && isChosen(chosen, entry.id),
    className: cx(
      index === dropRow && styles['dropRow'],
      entry !== undefined && isCut(held, status?.viewId, entry.id) && styles['cut'],
    ),
  });
  const openMenu = (index: number, at: MenuRequest) => {
    const entry = index < 0 ? undefined : rows.at(index);
    if (!entry) clearSelection();
    else if (isChosen(chosen, entry.id)) focusOnly(index);
    else selectOnly(index);
    onMenu(at);
  };

  return (
    <VirtualList
      label={text.ui.explorer.contents(title)}
      listKey={status?.viewId ?? ''}
      listRef={listRef}
      count={status?.shown ?? 0}
      rowHeight={ROW_HEIGHT}
      headerHeight={HEADER_HEIGHT}
      columns={COLUMNS}
      className={styles['list']}
      header={
        <ColumnHeader
          arrangement={arrangement}
          hasPaths={isPath}
          onSort={(change) => void arrange(change).catch(report)}
          onWidth={onWidth}
        />
      }
      multiselectable
      active={menuOpen}
      busy={status === null || status.phase === 'loading'}
      focus={focus}
      reveal={reveal}
      isTyping={isTyping}
      handle={listOnScreen}
      item={entryAt}
      rowState={rowState}
      renderRow={render}
      onVisible={onVisible}
      onIntent={onIntent}
      onRowMouseDown={pressRow}
      onRowClick={clickRow}
      onRowDragStart={onRowDragStart}
      onRowDoubleClick={onOpen}
      onMenu={openMenu}
    />
  );
}
