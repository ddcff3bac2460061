import { ChevronDown, ChevronUp } from 'lucide-react';
import type { Arrangement, SortColumn } from '../../../shared/model/listing.ts';
import { SORT_COLUMNS } from '../../../shared/model/listing.ts';
import { text } from '../../../shared/text/index.ts';
import { cx } from '../../ui/cx.ts';
import { GridPart } from '../../ui/virtual-list/GridPart.tsx';
import styles from './FileList.module.css';

interface ColumnHeaderProps {
  readonly arrangement: Arrangement;
  onSort(change: Pick<Arrangement, 'sortBy' | 'descending'>): void;
}

/** Newest and largest are what people look for first; names start at A. */
const STARTS_DESCENDING: Readonly<Record<SortColumn, boolean>> = {
  name: false,
  size: true,
  modified: true,
  kind: false,
};

/** The cells of the header row. Pressing the sorted column turns its order around. */
export function ColumnHeader({ arrangement, onSort }: ColumnHeaderProps) {
  const { sortBy, descending } = arrangement;
  const Arrow = descending ? ChevronDown : ChevronUp;
  return SORT_COLUMNS.map((column) => {
    const sorted = column === sortBy;
    return (
      <GridPart
        key={column}
        role="columnheader"
        aria-sort={sorted ? (descending ? 'descending' : 'ascending') : 'none'}
        className={cx(styles['heading'], styles[column])}
      >
        <button
          type="button"
          className={styles['sort']}
          onClick={() => onSort({ sortBy: column, descending: sorted ? !descending : STARTS_DESCENDING[column] })}
        >
          {text.ui.explorer[column]}
          {sorted ? <Arrow size={12} strokeWidth={1.75} aria-hidden /> : null}
        </button>
      </GridPart>
    );
  });
}
