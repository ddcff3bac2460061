/** The window over a fake of main, for tests of all of it. */
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect } from 'vitest';
import { App } from '../app/App.tsx';
import { start } from '../app/start.ts';
import { useListing } from '../state/listing-store.ts';
import { useMeasured } from '../state/measure.ts';
import { usePlace } from '../state/place.ts';
import { NO_SESSION, useSession } from '../state/session.ts';
import { closeSheet } from '../state/sheets.ts';
import { installFakePail } from './fake-pail.ts';

let stop: (() => void) | null = null;

/** Whatever it opens with. */
export async function openWindow(overrides: Parameters<typeof installFakePail>[0] = {}) {
  const fake = installFakePail(overrides);
  stop = start();
  render(<App />);
  await waitFor(() => expect(useSession.getState().loaded).toBe(true));
  return fake;
}

/** On a folder that is listed. */
export async function open(overrides: Parameters<typeof installFakePail>[0] = {}) {
  const fake = await openWindow(overrides);
  await waitFor(() => expect(useListing.getState().status).not.toBeNull());
  return fake;
}

export const grid = () => screen.getByRole('grid', { name: /^Contents of/ });
export const statusBar = () => screen.getByRole('region', { name: 'Status' });
export const row = (name: string | RegExp) => {
  const found = screen.getByRole('gridcell', { name }).closest<HTMLElement>('[role=row]');
  if (!found) throw new Error(`no row ${name}`);
  return found;
};
export const filterBy = (value: string) => fireEvent.change(screen.getByRole('searchbox'), { target: { value } });

/** Each test of a file begins with a window of its own. */
export function eachInItsWindow(): void {
  beforeEach(() => {
    useSession.setState(NO_SESSION, true);
    usePlace.setState({ place: { kind: 'welcome' }, back: [], forward: [] });
    useMeasured.setState({ measured: null });
  });
  afterEach(() => {
    stop?.();
    act(closeSheet);
    cleanup();
    useListing.setState(useListing.getInitialState(), true);
  });
}
