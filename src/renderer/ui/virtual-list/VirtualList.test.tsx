import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { GridPart } from './GridPart.tsx';
import { VirtualList } from './VirtualList.tsx';

afterEach(cleanup);

function show(change: Partial<Parameters<typeof VirtualList<number>>[0]> = {}) {
  const seen = { onIntent: vi.fn(), onVisible: vi.fn(), onMenu: vi.fn(), onRowDoubleClick: vi.fn() };
  render(
    <VirtualList
      label="Numbers"
      listKey="a"
      count={1_000_000}
      rowHeight={28}
      columns={1}
      header={<GridPart role="columnheader">Number</GridPart>}
      headerHeight={29}
      focus={3}
      reveal={0}
      item={(index) => index}
      renderRow={(index) => <GridPart role="gridcell">{`row ${index}`}</GridPart>}
      {...seen}
      {...change}
    />,
  );
  return seen;
}

describe('VirtualList', () => {
  it('says how long it is and renders only what is near the screen', () => {
    const { onVisible } = show();
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('1000001');
    const rows = screen.getAllByRole('row');
    expect(rows.length).toBeLessThan(60);
    expect(rows[1]?.getAttribute('aria-rowindex')).toBe('2');
    expect(onVisible).toHaveBeenCalledWith(0, expect.any(Number));
  });

  it('names the active row and keeps the focus itself', () => {
    show();
    const grid = screen.getByRole('grid');
    const active = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '');
    expect(active?.textContent).toBe('row 3');
    expect(grid.tabIndex).toBe(0);
  });

  it('brings the row with the focus on screen', () => {
    show({ focus: 500_000 });
    expect(screen.getByText('row 500000')).toBeTruthy();
    expect(screen.queryByText('row 0')).toBeNull();
  });

  it('begins at its first row when nothing has the focus, and nowhere without rows', () => {
    const { onIntent } = show({ focus: -1 });
    const grid = screen.getByRole('grid');
    expect(document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent).toBe('row 0');
    fireEvent.keyDown(grid, { key: 'ArrowDown' });
    expect(onIntent).toHaveBeenCalledWith({ kind: 'move', to: 0, extend: false });
    cleanup();
    show({ focus: -1, count: 0 });
    expect(screen.getByRole('grid').getAttribute('aria-activedescendant')).toBeNull();
  });

  it('turns keys into intents, but not those meant for something inside', () => {
    const { onIntent } = show({ header: <button type="button">Sort</button> });
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'ArrowDown' });
    expect(onIntent).toHaveBeenCalledWith({ kind: 'move', to: 4, extend: false });
    onIntent.mockClear();
    fireEvent.keyDown(screen.getByRole('button', { name: 'Sort' }), { key: ' ' });
    expect(onIntent).not.toHaveBeenCalled();
  });

  it('opens its menu by pointer and by keyboard', () => {
    const { onMenu } = show();
    fireEvent.contextMenu(screen.getByText('row 5'), { button: 2, clientX: 7, clientY: 9 });
    expect(onMenu).toHaveBeenLastCalledWith(5, { x: 7, y: 9, byKeyboard: false });
    fireEvent.keyDown(screen.getByRole('grid'), { key: 'F10', shiftKey: true });
    expect(onMenu).toHaveBeenLastCalledWith(3, expect.objectContaining({ byKeyboard: true }));
  });

  it('opens the row under a double click', () => {
    const { onRowDoubleClick } = show();
    fireEvent.doubleClick(screen.getByText('row 2'));
    expect(onRowDoubleClick).toHaveBeenCalledWith(2);
  });
});
