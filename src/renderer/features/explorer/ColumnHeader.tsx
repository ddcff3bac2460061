import { ChevronDown, ChevronUp } from 'lucide-react';
import type { Arrangement, SortColumn } from '../../../shared/model/listing.ts';
import { SORT_COLUMNS } from '../../../shared/model/listing.ts';
import { text } from '../../../shared/text/index.ts';
import { cx } from '../../ui/cx.ts';
import { GridPart } from '../../ui/virtual-list/GridPart.tsx';
import { ColumnEdge, widthByKey } from './ColumnEdge.tsx';
import type { SetWidth } from './column-widths.ts';
import styles from './FileList.module.css';

interface ColumnHeaderProps {
  readonly arrangement: Arrangement;
  /** Rows are of several folders: names are paths, and ordered as such. */
  readonly hasPaths: boolean;
  onSort(change: Pick<Arrangement, 'sortBy' | 'descending'>): void;
  onWidth: SetWidth;
}

/** Newest and largest are what people look for first; names start at A. */
const STARTS_DESCENDING: Readonly<Record<SortColumn, boolean>> = {
  name: false,
  size: true,
  modified: true,
  kind: false,
};

/** The cells of the header row. Pressing the sorted column turns its order around. */
export function ColumnHeader({ arrangement, hasPaths, onSort, onWidth }: ColumnHeaderProps) {
  const { sortBy, descending } = arrangement;
  const Arrow = descending ? ChevronDown : ChevronUp;
  const words = text.ui.explorer;
  return SORT_COLUMNS.map((column) => {
    const sorted = column === sortBy;
    const fixed = column === 'name' ? null : column;
    return (
      <GridPart
        key={column}
        role="columnheader"
        aria-sort={sorted ? (descending ? 'descending' : 'ascending') : 'none'}
        className={cx(styles['heading'], styles[column])}
      >
        {fixed ? <ColumnEdge column={fixed} onWidth={onWidth} /> : null}
        <button
          type="button"
          className={styles['sort']}
          title={fixed ? words.resizeHint : undefined}
          onClick={() => onSort({ sortBy: column, descending: sorted ? !descending : STARTS_DESCENDING[column] })}
          onKeyDown={(event) => {
            if (fixed) widthByKey(event, fixed, onWidth);
          }}
        >
          {column === 'name' && hasPaths ? words.pathColumn : words[column]}
          {sorted ? <Arrow size={12} strokeWidth={1.75} aria-hidden /> : null}
        </button>
      </GridPart>
    );
  });
}
