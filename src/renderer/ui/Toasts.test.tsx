import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Toast, Toasts } from './Toasts.tsx';

let hasFocus = true;
beforeEach(() => {
  vi.useFakeTimers();
  hasFocus = true;
  vi.spyOn(document, 'hasFocus').mockImplementation(() => hasFocus);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function show(change: Partial<Toast>) {
  const onDismiss = vi.fn();
  render(
    <Toasts toasts={[{ id: 1, kind: 'error', message: 'Not saved.', details: '', ...change }]} onDismiss={onDismiss} />,
  );
  const goesAfter = (seconds: number) => {
    const isGone = () => onDismiss.mock.calls.length > 0;
    act(() => vi.advanceTimersByTime(seconds * 1000 - 1));
    const early = isGone();
    act(() => vi.advanceTimersByTime(1));
    return !early && isGone();
  };
  return { onDismiss, goesAfter };
}

it('what only tells something goes soon, errors and offers later', () => {
  expect(show({ kind: 'info' }).goesAfter(7)).toBe(true);
  cleanup();
  expect(show({}).goesAfter(20)).toBe(true);
  cleanup();
  expect(show({ kind: 'info', action: { label: 'Download', run: vi.fn() } }).goesAfter(20)).toBe(true);
});

it('stays while it is pointed at or has the focus', () => {
  const { onDismiss, goesAfter } = show({});
  const toast = screen.getByRole('alert');
  fireEvent.pointerEnter(toast);
  act(() => screen.getByRole('button', { name: 'Dismiss' }).focus());
  fireEvent.pointerLeave(toast);
  act(() => vi.advanceTimersByTime(60_000));
  expect(onDismiss).not.toHaveBeenCalled();
  act(() => screen.getByRole('button', { name: 'Dismiss' }).blur());
  expect(goesAfter(20)).toBe(true);
});

it('waits until somebody is in the window', () => {
  hasFocus = false;
  const { onDismiss, goesAfter } = show({});
  act(() => vi.advanceTimersByTime(60_000));
  expect(onDismiss).not.toHaveBeenCalled();
  hasFocus = true;
  fireEvent.focus(window);
  expect(goesAfter(20)).toBe(true);
});
