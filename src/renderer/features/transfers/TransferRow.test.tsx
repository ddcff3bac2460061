import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../../shared/errors.ts';
import type { TransferSummary } from '../../../shared/model/transfer.ts';
import { transferSummary } from '../../../shared/testing/transfer-summary.ts';
import { useNotices } from '../../state/notices.ts';
import { usePlace } from '../../state/place.ts';
import { NO_SESSION, useSession } from '../../state/session.ts';
import { closeSheet, useSheet } from '../../state/sheets.ts';
import { ACCOUNT, installFakePail } from '../../testing/fake-pail.ts';
import { TransferRow } from './TransferRow.tsx';

afterEach(() => {
  closeSheet();
  useNotices.setState({ toasts: [] });
  useSession.setState(NO_SESSION, true);
  usePlace.setState(usePlace.getInitialState(), true);
  cleanup();
});

const summaryOf = (change: Partial<TransferSummary>) =>
  transferSummary({
    folder: '2026/',
    requested: 12,
    items: { total: 12, done: 3, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 },
    bytesDone: 10,
    ...change,
  });

function show(
  change: Partial<TransferSummary>,
  signIn: (() => void) | null = null,
  transfers: NonNullable<Parameters<typeof installFakePail>[0]>['transfers'] = {},
) {
  const fake = installFakePail({ transfers: { items: () => ({ items: [] }), ...transfers } });
  const row = (next: Partial<TransferSummary>) => (
    <TransferRow transfer={{ summary: summaryOf(next), shown: 0.5, left: null }} folder="2026" signIn={signIn} />
  );
  const { rerender } = render(row(change));
  return { fake, becomes: (next: Partial<TransferSummary>) => rerender(row(next)) };
}

const TITLE = '“Upload 12 items to 2026”';
const button = (name: string) => screen.getByRole('button', { name });

describe('TransferRow', () => {
  it('ended: its receipts can be saved, where it could be remembered', () => {
    const { fake, becomes } = show({ state: 'completed', endedAt: 1 });
    fireEvent.click(button(`Save the receipts of ${TITLE}`));
    expect(fake.callsOf('transfers.exportReceipts')).toEqual([['t']]);
    becomes({ state: 'completed', endedAt: 1, recorded: false });
    expect(screen.queryByRole('button', { name: `Save the receipts of ${TITLE}` })).toBeNull();
  });

  it('runs: shows what its bar may show, and can be cancelled', () => {
    const { fake } = show({});
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel “Upload 12 items to 2026”' }));
    expect(fake.callsOf('transfers.cancel')).toEqual([['t']]);
  });

  it('ended with skipped and failed items: offers both again', () => {
    const items = { total: 12, done: 7, failed: 3, skipped: 3, replaceable: 2, cancelled: 0 };
    const { fake, becomes } = show({ state: 'failed', items });
    expect(screen.queryByRole('progressbar')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Retry failed (3)' }));
    fireEvent.click(screen.getByRole('button', { name: 'Replace skipped (2)' }));
    expect(fake.calls.map(([method]) => method)).toEqual([
      'transfers.items',
      'transfers.retryFailed',
      'transfers.replaceSkipped',
    ]);
    // Links that were left out, and what has this content already.
    becomes({ state: 'completed', items: { ...items, failed: 0, replaceable: 0 } });
    expect(screen.queryByRole('button', { name: /^Replace/ })).toBeNull();
  });

  it('says that it goes first, and its menu turns that on and off', async () => {
    const { fake, becomes } = show({});
    const press = async () => {
      fireEvent.click(button(`More for ${TITLE}`));
      fireEvent.click(await screen.findByRole('menuitemcheckbox', { name: /^Do this transfer first/ }));
    };
    await press();
    becomes({ first: true });
    expect(screen.getByText(/^First · 3 of 12 items/)).toBeTruthy();
    await press();
    expect(fake.callsOf('transfers.setFirst')).toEqual([
      ['t', true],
      ['t', false],
    ]);
  });

  it('tells that receipts were saved, and nothing where the dialog was cancelled', async () => {
    for (const isSaved of [false, true]) {
      const { fake } = show({ state: 'completed', endedAt: 1 }, null, { exportReceipts: () => isSaved });
      fireEvent.click(button(`Save the receipts of ${TITLE}`));
      await waitFor(() => expect(fake.callsOf('transfers.exportReceipts')).toHaveLength(1));
      await waitFor(() =>
        expect(useNotices.getState().toasts.map(({ message }) => message)).toEqual(
          isSaved ? ['The receipts were saved.'] : [],
        ),
      );
      cleanup();
    }
  });

  it('tells the one reason of all failures, and none where there are several', async () => {
    const items = { total: 12, done: 10, failed: 2, skipped: 0, replaceable: 0, cancelled: 0 };
    const itemOf = (name: string, code: 'file-unreadable' | 'file-not-found') => ({
      name,
      failure: failure(code, { subject: name, reason: 'EACCES' }),
    });
    const same = [itemOf('a', 'file-unreadable'), itemOf('b', 'file-unreadable')];
    show({ state: 'failed', items }, null, { items: () => ({ items: same }) });
    expect(await screen.findByText(/^2 failed, 10 done: This could not be read/)).toBeTruthy();
    cleanup();
    const asked = vi.fn(() => ({ items: [itemOf('a', 'file-unreadable'), itemOf('b', 'file-not-found')] }));
    show({ state: 'failed', items }, null, { items: asked });
    await waitFor(() => expect(asked).toHaveBeenCalledWith('t', 0, 2));
    expect(screen.getByText(/^2 failed, 10 done · /)).toBeTruthy();
  });

  it('is paused, resumed, answered, opened and cancelled by the keys of its row', () => {
    const { fake, becomes } = show({});
    const press = (key: string) => fireEvent.keyDown(screen.getByRole('listitem'), { key });
    press(' ');
    becomes({ state: 'paused' });
    press(' ');
    press('Delete');
    expect(fake.calls.map(([method]) => method)).toEqual(['transfers.pause', 'transfers.resume', 'transfers.cancel']);
    press('Enter');
    expect(button(`Items of ${TITLE}`).getAttribute('aria-expanded')).toBe('true');
    becomes({ state: 'asking' });
    press('Enter');
    expect(useSheet.getState().sheet).toEqual({ kind: 'review', transferId: 't' });
    becomes({ state: 'cancelled' });
    const before = fake.calls.length;
    for (const key of [' ', 'Delete', 'Backspace']) press(key);
    // On a button a key means what it does there.
    fireEvent.keyDown(button(`Items of ${TITLE}`), { key: 'Delete' });
    expect(fake.calls).toHaveLength(before);
  });

  it('a download of which nothing arrived has no folder to show', () => {
    const items = { total: 3, done: 0, failed: 0, skipped: 0, replaceable: 0, cancelled: 3 };
    show({ kind: 'download', state: 'cancelled', items });
    expect(screen.queryByRole('button', { name: 'Show folder' })).toBeNull();
  });

  it('a download shows its folder on this computer', () => {
    const { fake } = show({ kind: 'download', state: 'completed' });
    fireEvent.click(screen.getByRole('button', { name: 'Show folder' }));
    expect(fake.callsOf('transfers.reveal')).toEqual([['t']]);
  });

  it.each(['upload', 'copy', 'move'] as const)(
    '%s shows its folder in the list, while its location is there',
    (kind) => {
      const items = { total: 3, done: 3, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 };
      show({ kind, state: 'completed', items });
      expect(screen.queryByRole('button', { name: 'Show folder' })).toBeNull();
      act(() => useSession.setState({ accounts: [ACCOUNT] }));
      fireEvent.click(screen.getByRole('button', { name: 'Show folder' }));
      expect(usePlace.getState().place).toMatchObject({ kind: 'folder', locationId: 'mine', folder: '2026/' });
    },
  );

  it('a delete has no folder to show', () => {
    act(() => useSession.setState({ accounts: [ACCOUNT] }));
    show({ kind: 'delete', state: 'completed' });
    expect(screen.queryByRole('button', { name: 'Show folder' })).toBeNull();
  });

  it('up to 30 items stand in the scroll of the drawer, more of them in a window of their own', () => {
    const { becomes } = show({ state: 'paused' });
    fireEvent.click(button(`Items of ${TITLE}`));
    const height = () => screen.getByRole('grid').parentElement?.closest<HTMLElement>('[style]')?.style.height;
    const counts = { done: 0, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 };
    const heights = [1, 30, 31, 5000].map((total) => {
      becomes({ state: 'paused', items: { ...counts, total } });
      return height();
    });
    expect(heights).toEqual(['59px', '871px', '199px', '199px']);
  });

  it('pauses and resumes with one button, which keeps the focus', () => {
    const { fake, becomes } = show({});
    button(`Pause ${TITLE}`).focus();
    fireEvent.click(button(`Pause ${TITLE}`));
    becomes({ state: 'paused' });
    expect(document.activeElement).toBe(button(`Resume ${TITLE}`));
    fireEvent.click(button(`Resume ${TITLE}`));
    expect(fake.calls.map(([method]) => method)).toEqual(['transfers.pause', 'transfers.resume']);
  });

  it('asks on demand, and gives the focus to its row when the question is answered', () => {
    const { becomes } = show({ state: 'asking', review: { conflicts: 2, impossible: 0, renamed: 0, freeBytes: null } });
    expect(screen.queryByRole('button', { name: /^Pause/ })).toBeNull();
    button('Answer…').focus();
    fireEvent.click(button('Answer…'));
    expect(useSheet.getState().sheet).toEqual({ kind: 'review', transferId: 't' });
    becomes({ state: 'running' });
    expect(document.activeElement).toBe(button(`Items of ${TITLE}`));
  });

  it('gets the focus back from a sheet that outlived the button that opened it', () => {
    const { becomes } = show({ state: 'asking' });
    const dialog = document.createElement('div');
    dialog.innerHTML = '<div role="dialog"><button></button></div>';
    document.body.append(dialog);
    button('Answer…').focus();
    fireEvent.blur(button('Answer…'), { relatedTarget: dialog.querySelector('button') });
    dialog.querySelector('button')?.focus();
    dialog.remove();
    becomes({ state: 'running' });
    expect(document.activeElement).toBe(button(`Items of ${TITLE}`));
  });

  it('leaves the focus alone that is somewhere else', () => {
    const { becomes } = show({ state: 'asking' });
    button('Answer…').focus();
    button('Answer…').blur();
    becomes({ state: 'running' });
    expect(document.activeElement).toBe(document.body);
  });

  it('parked: offers what ends the wait', () => {
    const signIn = vi.fn();
    const { fake, becomes } = show({ state: 'parked', failure: failure('session-expired') }, signIn);
    fireEvent.click(button('Sign in again'));
    expect(signIn).toHaveBeenCalledOnce();
    becomes({ state: 'parked', failure: failure('disk-full') });
    fireEvent.click(button('Try again'));
    expect(fake.callsOf('transfers.resume')).toEqual([['t']]);
  });
});
