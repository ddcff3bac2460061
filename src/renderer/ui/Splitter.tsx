import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { cx } from './cx.ts';
import styles from './Splitter.module.css';

interface SplitterProps {
  readonly label: string;
  /** `vertical` is a line from top to bottom that moves left and right. */
  readonly orientation: 'vertical' | 'horizontal';
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  /** The value that goes with a point of the window. */
  valueAt(x: number, y: number): number;
  onChange(value: number): void;
}

/** A line between two panes that the pointer and the arrow keys move. */
export function Splitter({ label, orientation, value, least, most, step, valueAt, onChange }: SplitterProps) {
  const dragging = useRef(false);
  const set = (next: number) => onChange(Math.min(most, Math.max(least, next)));
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] = orientation === 'vertical' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowDown', 'ArrowUp'];
    const next = { [less]: value - step, [more]: value + step, Home: least, End: most }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  const onPointerMove = (event: PointerEvent) => {
    if (dragging.current) set(valueAt(event.clientX, event.clientY));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: an hr cannot be focused and moved
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={orientation}
      aria-valuenow={Math.round(value)}
      aria-valuemin={least}
      aria-valuemax={most}
      className={cx(styles['splitter'], styles[orientation])}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => {
        dragging.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        dragging.current = false;
      }}
      // Also where no button was let go over the window: the system took the pointer, or a menu or a drag did.
      onLostPointerCapture={() => {
        dragging.current = false;
      }}
    />
  );
}
