import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { FixedColumn, SetWidth } from './column-widths.ts';
import styles from './FileList.module.css';

const STEP = 16;

interface ColumnEdgeProps {
  readonly column: FixedColumn;
  onWidth: SetWidth;
}

/** The left edge of a column, which the pointer moves. For the keyboard there is {@link widthByKey}: an edge is no place to stop at. */
export function ColumnEdge({ column, onWidth }: ColumnEdgeProps) {
  /** Where the column ends, while it is being moved. */
  const end = useRef<number | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    end.current = event.currentTarget.parentElement?.getBoundingClientRect().right ?? null;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  return (
    <span
      aria-hidden
      className={styles['edge']}
      onPointerDown={onPointerDown}
      onPointerMove={({ clientX }) => {
        if (end.current !== null) onWidth(column, end.current - clientX);
      }}
      onPointerUp={() => {
        end.current = null;
      }}
      // Also where no button was let go over the window: the system took the pointer, or a menu or a drag did.
      onLostPointerCapture={() => {
        end.current = null;
      }}
      onDoubleClick={() => onWidth(column, null)}
    />
  );
}

/** Shift and an arrow key on the name of a column move its left edge. */
export function widthByKey(event: KeyboardEvent<HTMLElement>, column: FixedColumn, onWidth: SetWidth): void {
  const by = event.shiftKey ? ({ ArrowLeft: STEP, ArrowRight: -STEP }[event.key] ?? 0) : 0;
  const cell = event.currentTarget.parentElement;
  if (by === 0 || !cell) return;
  event.preventDefault();
  onWidth(column, cell.getBoundingClientRect().width + by);
}
