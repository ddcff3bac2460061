import {
  type DragEvent,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
} from 'react';
import type { MenuRequest } from '../ContextMenu.tsx';
import { cx } from '../cx.ts';
import { GridPart } from './GridPart.tsx';
import { type ListIntent, listIntent } from './list-keys.ts';
import { type ScrollAnchor, useVirtualScroll } from './use-virtual-scroll.ts';
import styles from './VirtualList.module.css';
import { VirtualRow } from './VirtualRow.tsx';

export interface RowState {
  readonly selected?: boolean;
  readonly className?: string | undefined;
  readonly draggable?: boolean;
}

/** What can be asked of a list from outside. */
export interface ListHandle {
  anchor(): ScrollAnchor;
  /** Scrolls to where {@link anchor} was, as far as there are rows. */
  showAt(anchor: ScrollAnchor): void;
}

interface VirtualListProps<T> {
  readonly label: string;
  /** Another list: starts at its top. */
  readonly listKey: string;
  readonly count: number;
  readonly rowHeight: number;
  readonly columns: number;
  /** Cells of the header row: elements with the role `columnheader`. */
  readonly header: ReactNode;
  readonly headerHeight: number;
  /** Adds the grid template of the columns. */
  readonly className?: string | undefined;
  readonly busy?: boolean;
  /** Looks as if it had the focus: its own menu has it. */
  readonly active?: boolean;
  readonly multiselectable?: boolean;
  /** The row with the focus, or -1. */
  readonly focus: number;
  /** Grows whenever the row with the focus is to be brought on screen. */
  readonly reveal: number;
  readonly handle?: Ref<ListHandle>;
  /** True while the start of a name is being typed. */
  isTyping?(): boolean;
  /** What a row shows; the same object as long as it shows the same. */
  item(index: number): T | undefined;
  rowState?(index: number, item: T | undefined): RowState;
  /** Cells of a row: elements with the role `gridcell`. Another function renders every row anew. */
  renderRow(item: T | undefined): ReactNode;
  onVisible(first: number, last: number): void;
  onIntent(intent: ListIntent): void;
  onRowMouseDown?(index: number, event: MouseEvent): void;
  /** The end of a press that was no drag. */
  onRowClick?(): void;
  onRowDoubleClick?(index: number): void;
  onRowDragStart?(index: number, event: DragEvent): void;
  /** `index` is -1 for the space below the rows. */
  onMenu?(index: number, at: MenuRequest): void;
  readonly listRef?: ((element: HTMLElement | null) => () => void) | undefined;
}

/** The row that holds an element, or -1. */
export function rowIndexOf(target: EventTarget | null): number {
  const row = target instanceof Element ? target.closest('[data-row-index]') : null;
  return row === null ? -1 : Number(row.getAttribute('data-row-index'));
}

/**
 * A grid of fixed-height rows of any number; only those near the screen exist. The grid itself has the keyboard focus and
 * names the active row, so that the focus survives rows that come and go.
 */
export function VirtualList<T>(props: VirtualListProps<T>) {
  const { label, count, rowHeight, headerHeight, focus, reveal, onIntent, onMenu } = props;
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const scroll = useVirtualScroll({ scroller, count, rowHeight, headerHeight, listKey: props.listKey });
  const [firstVisible, lastVisible] = scroll.visible;
  const { onVisible } = props;
  useEffect(() => onVisible(firstVisible, lastVisible), [onVisible, firstVisible, lastVisible]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `reveal` is the occasion
  useLayoutEffect(() => {
    if (focus >= 0) scroll.show(focus);
  }, [reveal]);

  // Nothing was chosen yet: the first row shows where the keys begin, so that no line goes around the whole list.
  const active = focus < 0 && count > 0 ? 0 : focus;

  const { anchor, showAt } = scroll;
  useImperativeHandle(props.handle, () => ({ anchor, showAt }), [anchor, showAt]);

  const { listRef } = props;
  const attach = useCallback(
    (element: HTMLDivElement | null) => {
      scroller.current = element;
      const forget = listRef?.(element);
      return () => {
        scroller.current = null;
        forget?.();
      };
    },
    [listRef],
  );

  const openMenuAtFocus = () => {
    const row = scroller.current?.querySelector(`[data-row-index="${focus}"]`) ?? scroller.current;
    const box = row?.getBoundingClientRect();
    if (box) onMenu?.(focus, { x: box.left + 32, y: Math.min(box.top + rowHeight, box.bottom), byKeyboard: true });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      event.preventDefault();
      openMenuAtFocus();
      return;
    }
    const intent = listIntent(event, { focus, count, page: scroll.page, typing: props.isTyping?.() ?? false });
    if (!intent) return;
    event.preventDefault();
    onIntent(intent);
  };

  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    // With a pointer only: for the keyboard, keydown has opened it already.
    if (event.button !== 2 && !event.ctrlKey) return;
    onMenu?.(rowIndexOf(event.target), { x: event.clientX, y: event.clientY, byKeyboard: false });
  };

  const rows: ReactNode[] = [];
  for (let index = scroll.first; index <= scroll.last; index += 1) {
    const item = props.item(index);
    const { selected, className, draggable } = props.rowState?.(index, item) ?? {};
    rows.push(
      <VirtualRow
        key={index - scroll.keyBase}
        id={`${id}-${index}`}
        index={index}
        item={item}
        selected={selected}
        focused={index === active}
        draggable={draggable}
        className={className}
        render={props.renderRow}
      />,
    );
  }

  return (
    <GridPart
      ref={attach}
      role="grid"
      tabIndex={0}
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={props.columns}
      aria-multiselectable={props.multiselectable}
      aria-busy={props.busy}
      aria-activedescendant={active >= scroll.first && active <= scroll.last ? `${id}-${active}` : undefined}
      className={cx(styles['grid'], props.active && styles['active'], props.className)}
      onKeyDown={onKeyDown}
      onContextMenu={onContextMenu}
    >
      <GridPart role="rowgroup" className={styles['head']} style={{ height: headerHeight }}>
        <GridPart role="row" aria-rowindex={1} className={styles['headRow']}>
          {props.header}
        </GridPart>
      </GridPart>
      <GridPart
        role="rowgroup"
        className={styles['body']}
        style={{ height: scroll.height }}
        onMouseDown={(event) => props.onRowMouseDown?.(rowIndexOf(event.target), event)}
        onClick={props.onRowClick}
        onDragStart={(event) => props.onRowDragStart?.(rowIndexOf(event.target), event)}
        onDoubleClick={(event) => {
          const index = rowIndexOf(event.target);
          if (index >= 0) props.onRowDoubleClick?.(index);
        }}
      >
        <div role="none" className={styles['layer']} style={{ top: scroll.top }}>
          {rows}
        </div>
      </GridPart>
    </GridPart>
  );
}
