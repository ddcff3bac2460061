import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import { transferSummary } from '../../shared/testing/transfer-summary.ts';
import { useEngine } from '../state/engine.ts';
import { useNotices } from '../state/notices.ts';
import { useTransfers } from '../state/transfers.ts';
import { fails, statusOf } from '../testing/fake-pail.ts';
import { eachInItsWindow, grid, open, openWindow, row, statusBar } from '../testing/open-window.tsx';

const DOWN = /^The part of Pail that talks to the store stopped several times in a row/;

eachInItsWindow();
afterEach(() => {
  useEngine.setState(useEngine.getInitialState(), true);
  useTransfers.setState(useTransfers.getInitialState(), true);
  useNotices.setState({ toasts: [] });
});

describe('an engine that stays down', () => {
  it('is told above everything, with the diagnostics and a way to start it', async () => {
    const fake = await open();
    act(() => fake.emit('engine.changed', 'down'));
    const banner = within(screen.getByText(DOWN).closest('[role=alert]') as HTMLElement);
    fireEvent.click(banner.getByRole('button', { name: 'Open diagnostics' }));
    const sheet = await screen.findByRole('dialog', { name: 'Settings' });
    expect(await within(sheet).findByRole('tab', { name: 'Diagnostics', selected: true })).toBeTruthy();
    expect(fake.callsOf('app.startEngine')).toEqual([]);
    fireEvent.click(banner.getByRole('button', { name: 'Start again', hidden: true }));
    await waitFor(() => expect(fake.callsOf('app.startEngine')).toEqual([[]]));
  });

  it('is told to a window that opens while it is', async () => {
    await openWindow({ app: { engine: () => 'down' } });
    expect(await screen.findByText(DOWN)).toBeTruthy();
  });

  it('takes back the offer to try again of a folder whose listing was cut off', async () => {
    let answer = fails(failure('engine-stopped', { reason: 'exit code 9' }));
    const fake = await openWindow({ listings: { open: () => answer() } });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
    answer = fails(failure('engine-down'));
    act(() => fake.emit('engine.changed', 'down'));
    expect(await screen.findByText(/does not run\. Press Start again at the top of the window\.$/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('ends a listing that was under way with what had come', async () => {
    const listing = statusOf({ phase: 'loading', count: 2, shown: 2 });
    const fake = await open({ listings: { open: () => listing } });
    await waitFor(() => row('drafts'));
    act(() => fake.emit('engine.changed', 'down'));
    expect(await screen.findByText(/^The list ends after 2 items\./)).toBeTruthy();
    expect(within(statusBar()).queryByText('Loading…')).toBeNull();
  });

  it('is not told any more once it runs; the folder is listed anew, with the focus on its row', async () => {
    const fake = await open();
    fireEvent.mouseDown(await waitFor(() => row('notes.md')));
    act(() => fake.emit('engine.changed', 'down'));
    expect(row('notes.md').getAttribute('aria-selected')).toBe('true');
    act(() => fake.emit('engine.changed', 'running'));
    expect(screen.queryByText(DOWN)).toBeNull();
    await waitFor(() => expect(fake.callsOf('listings.open')).toHaveLength(2));
    await waitFor(() => expect(row('notes.md').getAttribute('aria-selected')).toBe('true'));
    expect(grid()).toBeTruthy();
  });

  it('leaves transfers that had begun waiting, and says so; those that wait for a person stay as they are', async () => {
    const fake = await open({
      transfers: {
        list: () => [
          transferSummary({ id: 'runs', firstName: 'runs' }),
          transferSummary({ id: 'paused', firstName: 'paused', state: 'paused' }),
        ],
      },
    });
    fireEvent.keyDown(grid(), { key: 'j', ctrlKey: true });
    const transfer = (name: string) => screen.findByRole('listitem', { name: `Upload ${name} to My files` });
    act(() => fake.emit('engine.changed', 'down'));
    expect(await within(await transfer('runs')).findByText(/^Stopped: goes on when .* runs again/)).toBeTruthy();
    expect(await within(await transfer('paused')).findByText(/^Paused/)).toBeTruthy();
  });
});

it('of transfers that another engine does not know the open ones are told to be lost', async () => {
  const kept = transferSummary({ id: 'kept' });
  const lost = transferSummary({ id: 'lost', recorded: false });
  const over = transferSummary({ id: 'over', state: 'completed', endedAt: 1, recorded: false });
  let known = [kept, lost, over];
  const fake = await open({ transfers: { list: () => known } });
  await waitFor(() => expect(useTransfers.getState().transfers).toHaveLength(3));
  known = [{ ...kept, bytesDone: 7 }];
  act(() => fake.emit('engine.changed', 'running'));
  await waitFor(() => expect(useTransfers.getState().transfers).toHaveLength(1));
  expect(useTransfers.getState().transfers[0]?.summary).toMatchObject({ id: 'kept', bytesDone: 7 });
  expect(await screen.findByText(/^1 transfer that could not be kept on the disk is lost/)).toBeTruthy();
});

it('what was told of a transfer meanwhile is newer than the answer of the new engine', async () => {
  const before = transferSummary();
  let answer: (all: unknown) => void = () => undefined;
  let asked = 0;
  const fake = await open({
    transfers: {
      list: () => {
        asked += 1;
        return asked === 1 ? [before] : new Promise((resolve) => (answer = resolve));
      },
    },
  });
  await waitFor(() => expect(useTransfers.getState().transfers).toHaveLength(1));
  act(() => fake.emit('engine.changed', 'running'));
  await waitFor(() => expect(asked).toBe(2));
  act(() => fake.emit('transfers.changed', [transferSummary({ state: 'completed', endedAt: 2 })]));
  await act(async () => answer([before]));
  expect(useTransfers.getState().transfers[0]?.summary.state).toBe('completed');
});
