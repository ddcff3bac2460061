import { memo, type ReactNode } from 'react';
import { cx } from '../cx.ts';
import { GridPart } from './GridPart.tsx';
import styles from './VirtualList.module.css';

interface VirtualRowProps<T> {
  readonly id: string;
  readonly index: number;
  readonly item: T | undefined;
  readonly selected: boolean | undefined;
  readonly focused: boolean;
  readonly draggable: boolean | undefined;
  readonly className: string | undefined;
  render(item: T | undefined): ReactNode;
}

function Row<T>({ id, index, item, selected, focused, draggable, className, render }: VirtualRowProps<T>) {
  return (
    <GridPart
      id={id}
      role="row"
      data-row-index={index}
      // From one, and the header is the first.
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-focus={focused ? '' : undefined}
      draggable={draggable}
      className={cx(styles['row'], className)}
    >
      {render(item)}
    </GridPart>
  );
}

/** One row. Rendered again only when something of it has changed: scrolling past it does not. */
export const VirtualRow = memo(Row) as typeof Row;
