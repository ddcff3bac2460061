import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { eachInItsWindow, open, row } from '../testing/open-window.tsx';

eachInItsWindow();
beforeEach(() => localStorage.clear());

const header = (name: string) => screen.getByRole('columnheader', { name });
const button = (name: string) => within(header(name)).getByRole('button');
const widthOf = (name: string) =>
  screen.getByRole('region', { name: 'My files' }).style.getPropertyValue(`--width-${name}`);

it('columns get wider and narrower by keyboard and by pointer, within limits, and are remembered', async () => {
  await open();
  await waitFor(() => row('drafts'));
  expect(widthOf('size')).toBe('88px');
  vi.spyOn(header('Size'), 'getBoundingClientRect').mockReturnValue({ width: 88, right: 500 } as DOMRect);
  fireEvent.keyDown(button('Size'), { key: 'ArrowLeft', shiftKey: true });
  expect(widthOf('size')).toBe('104px');
  fireEvent.keyDown(button('Size'), { key: 'ArrowLeft' });
  expect(widthOf('size')).toBe('104px');
  const edge = header('Size').firstElementChild as HTMLElement;
  edge.setPointerCapture = vi.fn();
  fireEvent.pointerMove(edge, { clientX: 300 });
  expect(widthOf('size')).toBe('104px');
  fireEvent.pointerDown(edge, { button: 0, pointerId: 1 });
  fireEvent.pointerMove(edge, { clientX: 350 });
  expect(widthOf('size')).toBe('150px');
  fireEvent.pointerMove(edge, { clientX: 499 });
  expect(widthOf('size')).toBe('56px');
  fireEvent.pointerUp(edge);
  fireEvent.pointerMove(edge, { clientX: 100 });
  expect(widthOf('size')).toBe('56px');
  expect(localStorage.getItem('pail.column.size')).toBe('56');
  fireEvent.doubleClick(edge);
  expect(widthOf('size')).toBe('88px');
});

it('an edge is let go of where the pointer is taken away without a button that comes up', async () => {
  await open();
  await waitFor(() => row('drafts'));
  vi.spyOn(header('Size'), 'getBoundingClientRect').mockReturnValue({ width: 88, right: 500 } as DOMRect);
  const edge = header('Size').firstElementChild as HTMLElement;
  edge.setPointerCapture = vi.fn();
  fireEvent.pointerDown(edge, { button: 0, pointerId: 1 });
  fireEvent.pointerMove(edge, { clientX: 350 });
  fireEvent.lostPointerCapture(edge, { pointerId: 1 });
  fireEvent.pointerMove(edge, { clientX: 300 });
  expect(widthOf('size')).toBe('150px');
});
