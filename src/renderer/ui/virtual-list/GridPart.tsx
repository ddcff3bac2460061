import type { ComponentProps } from 'react';

interface GridPartProps extends Omit<ComponentProps<'div'>, 'role'> {
  readonly role: 'grid' | 'rowgroup' | 'row' | 'columnheader' | 'gridcell';
}

/**
 * An element of a grid. Not a table element: rows that come and go with the scroll position are placed by hand. Parts are not
 * focusable one by one: the grid has the focus and names the active row.
 */
export function GridPart(props: GridPartProps) {
  return <div {...props} />;
}
