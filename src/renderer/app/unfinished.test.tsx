import { act, cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import type { UnfinishedUploadRow, UnfinishedUploads, UploadName } from '../../shared/model/unfinished.ts';
import { folderPlace, goTo } from '../state/place.ts';
import { closeSheet, useSheet } from '../state/sheets.ts';
import { fails, type installFakePail } from '../testing/fake-pail.ts';
import { eachInItsWindow, openWindow } from '../testing/open-window.tsx';
import { runCommand } from './command-handlers.ts';

function row(key: string, change: Partial<UnfinishedUploadRow> = {}): UnfinishedUploadRow {
  return { key, uploadId: `id of ${key}`, begunAt: Date.now(), bytes: 8_000_000, parts: 1, ours: null, ...change };
}
const found = (uploads: UnfinishedUploadRow[], change: Partial<UnfinishedUploads> = {}): UnfinishedUploads => ({
  uploads,
  total: uploads.length,
  complete: true,
  ...change,
});
const MINE = row('mine.bin', { ours: { transferId: 't', state: 'paused', canGoOn: false } });

/** The window with the sheet open; `uploads` answers. */
async function open(uploads: NonNullable<Parameters<typeof installFakePail>[0]>['uploads'], locationId = 'mine') {
  const fake = await openWindow({ uploads: uploads ?? {} });
  act(() => goTo(folderPlace(locationId, '')));
  act(() => runCommand('unfinishedUploads'));
  return fake;
}

const mark = (name: string) => screen.findByRole<HTMLInputElement>('checkbox', { name });
const button = (name: string | RegExp) => screen.findByRole('button', { name });

eachInItsWindow();

it('shows what is held, how much, and whose it is', async () => {
  const rows = [
    row('videos/trip.mov', { bytes: 1_500_000_000, parts: 179 }),
    MINE,
    row('left.bin', { ours: { transferId: 't2', state: 'failed', canGoOn: true } }),
    row('evil\u202efdp.exe', { bytes: null, parts: null, begunAt: 0 }),
  ];
  await open({ unfinished: () => found(rows, { total: 9 }) });
  const table = await screen.findByRole('table', { name: 'Unfinished uploads' });
  const cells = within(table)
    .getAllByRole('row')
    .slice(1)
    .map((one) =>
      within(one)
        .getAllByRole('cell')
        .slice(2)
        .map((cell) => cell.textContent),
    );
  expect(cells.map((words) => words.slice(1))).toEqual([
    ['1.5 GB', 'Others, or unknown', 'Choose the file…'],
    ['8 MB', 'A transfer, paused', ''],
    ['8 MB', 'Pail, given up', 'Go on'],
    ['—', 'Others, or unknown', 'Choose the file…'],
  ]);
  expect(within(table).getByText('1.5 GB').title).toBe('1,500,000,000 bytes in 179 parts');
  expect(within(table).getByRole('checkbox', { name: 'Select evil\\u{202e}fdp.exe' })).toBeTruthy();
  expect(screen.getByText('4 uploads hold at least 1.5 GB. The oldest 4 of 9 are shown.')).toBeTruthy();
});

it('aborts what was selected, after it has asked once, and shows what is there then', async () => {
  let rows = [row('a.bin'), row('b.bin'), MINE];
  const fake = await open({
    unfinished: () => found(rows),
    abort: (_id: string, names: readonly UploadName[]) => {
      rows = rows.filter(({ key }) => !names.some((name) => name.key === key));
      return names.map((name) => ({ ...name, failure: null }));
    },
  });
  fireEvent.click(await mark('Select all that can be aborted'));
  fireEvent.click(await button('Abort 2 uploads…'));
  const dialog = await screen.findByRole('alertdialog', { name: 'Abort 2 uploads?' });
  expect(within(dialog).getByText(/an upload that somebody else is doing now will fail/)).toBeTruthy();
  expect(within(dialog).getByText('2 uploads hold 16 MB')).toBeTruthy();
  fireEvent.click(await button('Keep'));
  expect(fake.callsOf('uploads.abort')).toEqual([]);
  fireEvent.click(await mark('Select b.bin'));
  fireEvent.click(await button('Abort 1 upload…'));
  await screen.findByRole('alertdialog', { name: 'Abort the upload of “a.bin”?' });
  fireEvent.click(await button('Abort'));
  expect(await screen.findByText('1 upload aborted.')).toBeTruthy();
  expect(fake.callsOf('uploads.abort')).toEqual([['mine', [{ key: 'a.bin', uploadId: 'id of a.bin' }]]]);
  await waitFor(() => expect(screen.queryByRole('checkbox', { name: 'Select a.bin' })).toBeNull());
  expect((await mark('Select b.bin')).checked).toBe(false);
});

it('leaves to a transfer what it goes on with', async () => {
  const fake = await open({ unfinished: () => found([MINE]) });
  const mine = await mark('Select mine.bin');
  expect(mine.getAttribute('aria-description')).toMatch(/^It belongs to a transfer/);
  fireEvent.click(mine);
  fireEvent.click(await mark('Select all that can be aborted'));
  expect(mine.checked).toBe(false);
  const abort = await button('Abort selected…');
  expect(abort.getAttribute('aria-description')).toBe('Select the uploads to abort first.');
  fireEvent.click(abort);
  expect(screen.queryByRole('alertdialog')).toBeNull();
  expect(fake.callsOf('uploads.abort')).toEqual([]);
});

it('goes on with the transfer of one that failed, or with a file that main asks for, and closes', async () => {
  const rows = [row('a.bin'), row('b.bin', { ours: { transferId: 't2', state: 'failed', canGoOn: true } })];
  const summary = { id: 't2', state: 'running', startedAt: 1, items: { total: 1 } };
  const fake = await open({
    unfinished: () => found(rows),
    goOn: () => summary,
    adoptFromDialog: () => null,
  });
  fireEvent.click(await button('Choose the file of a.bin…'));
  await waitFor(() =>
    expect(fake.callsOf('uploads.adoptFromDialog')).toEqual([['mine', { key: 'a.bin', uploadId: 'id of a.bin' }]]),
  );
  // Cancelled: the sheet stays.
  await screen.findByText('2 uploads hold 16 MB');
  fireEvent.click(await button('Go on with b.bin'));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(fake.callsOf('uploads.goOn')).toEqual([['mine', { key: 'b.bin', uploadId: 'id of b.bin' }]]);
});

it('says why one is not gone on with, and lists again', async () => {
  const fake = await open({
    unfinished: () => found([row('a.bin')]),
    adoptFromDialog: fails(failure('file-differs', { subject: 'a.bin' })),
  });
  fireEvent.click(await button('Choose the file of a.bin…'));
  expect((await screen.findByRole('alert')).textContent).toMatch(/^This is not the file that was being uploaded/);
  expect(fake.callsOf('uploads.unfinished')).toHaveLength(2);
  expect(screen.getByRole('dialog')).toBeTruthy();
});

it('says what could not be aborted, and why', async () => {
  const rows = [row('a.bin'), row('b.bin')];
  await open({
    unfinished: () => found(rows),
    abort: (_id: string, names: readonly UploadName[]) =>
      names.map((name, index) => ({ ...name, failure: index === 0 ? null : failure('access-denied') })),
  });
  fireEvent.click(await mark('Select all that can be aborted'));
  fireEvent.click(await button('Abort 2 uploads…'));
  fireEvent.click(await button('Abort'));
  expect((await screen.findByRole('alert')).textContent).toMatch(/^1 upload could not be aborted. The store says no/);
  expect(screen.getByText('1 upload aborted.')).toBeTruthy();
});

it('says where those of others cannot be seen', async () => {
  await open({ unfinished: () => found([MINE], { complete: false }) });
  expect(await screen.findByText('Your access does not show uploads of others: these are Pail’s own.')).toBeTruthy();
  act(closeSheet);
  cleanup();
  stop?.();
  await open({ unfinished: () => found([], { complete: false }) });
  expect(await screen.findByText(/so there may be some/)).toBeTruthy();
});

it('shows nothing from before where it fails to list again', async () => {
  let answer: () => unknown = () => found([row('a.bin')]);
  await open({
    unfinished: () => answer(),
    abort: (_id: string, names: readonly UploadName[]) => names.map((name) => ({ ...name, failure: null })),
  });
  fireEvent.click(await mark('Select a.bin'));
  fireEvent.click(await button('Abort 1 upload…'));
  answer = fails(failure('storage-unavailable'));
  fireEvent.click(await button('Abort'));
  expect(await screen.findByText('The unfinished uploads could not be listed')).toBeTruthy();
  expect(screen.getByText('1 upload aborted.')).toBeTruthy();
  expect(screen.queryByText(/1 upload holds/)).toBeNull();
  expect(screen.queryByRole('button', { name: /^Abort/ })).toBeNull();
});

it('says that there are none, and lists again after it failed', async () => {
  let answer: () => unknown = fails(failure('connection-failed', { subject: 's3.example' }));
  const fake = await open({ unfinished: () => answer() });
  expect((await screen.findByRole('alert')).textContent).toMatch(/“s3.example” cannot be reached/);
  answer = () => found([]);
  fireEvent.click(await button('Try again'));
  expect(await screen.findByText('The store holds no parts of uploads that were cut off.')).toBeTruthy();
  expect(fake.callsOf('uploads.unfinished')).toEqual([['mine'], ['mine']]);
  fireEvent.click(await button('Done'));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});

it('waits with words, and is not for a location that is read-only', async () => {
  await open({ unfinished: () => new Promise(() => undefined) });
  expect((await screen.findByText('Asking the store…')).getAttribute('role')).toBe('status');
  act(closeSheet);
  act(() => goTo(folderPlace('finance', '')));
  act(() => runCommand('unfinishedUploads'));
  expect(useSheet.getState().sheet).toBeNull();
});
