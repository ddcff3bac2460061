import type { CSSProperties } from 'react';
import type { SortColumn } from '../../../shared/model/listing.ts';
import { useRemembered } from '../../ui/remembered.ts';

/** The name has what the others leave. */
export type FixedColumn = Exclude<SortColumn, 'name'>;

/** In px. */
const USUAL: Readonly<Record<FixedColumn, number>> = { size: 88, modified: 136, kind: 104 };
const LEAST = 56;
const MOST = 320;

/** How wide columns are, remembered; `style` is for an element around the list. */
export function useColumnWidths() {
  const columns = {
    size: useRemembered('column.size', USUAL.size, LEAST, MOST),
    modified: useRemembered('column.modified', USUAL.modified, LEAST, MOST),
    kind: useRemembered('column.kind', USUAL.kind, LEAST, MOST),
  };
  const style = Object.fromEntries(
    Object.entries(columns).map(([name, [width]]) => [`--width-${name}`, `${width}px`]),
  ) as CSSProperties;
  const setWidth = (column: FixedColumn, width: number | null): void => columns[column][1](width ?? USUAL[column]);
  return { style, setWidth };
}

/** Makes a column so many px wide; `null`: as wide as usual. */
export type SetWidth = ReturnType<typeof useColumnWidths>['setWidth'];
