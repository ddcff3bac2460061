import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { userFs } from '../user-fs.ts';
import type { Services } from './services.ts';
import { transferHandlers, uploadHandlers } from './storage-handlers.ts';

const { showOpenDialog } = vi.hoisted(() => ({ showOpenDialog: vi.fn() }));
vi.mock('electron', () => ({ dialog: { showOpenDialog }, shell: {} }));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pail-downloads-'));
  showOpenDialog.mockReset().mockResolvedValue({ canceled: false, filePaths: ['/chosen'] });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function download(downloadFolder: string | null) {
  const call = vi.fn(async () => null);
  const services = {
    engine: { call },
    settings: { read: () => ({ downloadFolder, onConflict: 'newer' }) },
    window: () => null,
  };
  const selection = { pinned: 'p' };
  await transferHandlers(services as unknown as Services).downloadToDialog('v', selection);
  return call.mock.calls;
}

test('downloads go to the folder that is set, unasked, and what is there is treated as is set', async () => {
  expect(await download(folder)).toEqual([['startDownload', 'v', { pinned: 'p' }, folder, 'newer']]);
  expect(showOpenDialog).not.toHaveBeenCalled();
});

test('without one, and where it is gone, the person is asked', async () => {
  expect(await download(null)).toEqual([['startDownload', 'v', { pinned: 'p' }, '/chosen', 'newer']]);
  expect(await download(path.join(folder, 'gone'))).toEqual([
    ['startDownload', 'v', { pinned: 'p' }, '/chosen', 'newer'],
  ]);
});

test('a set folder that may not be written is as one that is gone; a chosen one is refused before anything starts', async () => {
  const open = vi.spyOn(userFs.promises, 'open');
  const refusal = Object.assign(new Error('no'), { code: 'EACCES' });
  open.mockRejectedValueOnce(refusal);
  expect(await download(folder)).toEqual([['startDownload', 'v', { pinned: 'p' }, '/chosen', 'newer']]);
  open.mockRejectedValueOnce(refusal);
  await expect(download(null)).rejects.toMatchObject({ failure: { code: 'target-unwritable' } });
  expect(readdirSync(folder)).toEqual([]);
  open.mockRestore();
});

test('nothing is downloaded when the person thinks better of it', async () => {
  showOpenDialog.mockResolvedValue({ canceled: true, filePaths: [] });
  expect(await download(null)).toEqual([]);
});

const DRAG = {
  viewId: 'v',
  ids: { first: 0, bits: Uint8Array.of(2) },
  locationId: 'mine',
  folder: 'a/',
  mayMove: true,
};

async function drop(files: string[], locationId: string, folder: string, own: 'usual' | 'copy' | 'move') {
  const call = vi.fn(async () => 'a transfer');
  const services = {
    engine: { call },
    stagedFiles: { dragOf: (paths: readonly string[]) => (paths[0] === '/staged/x' ? DRAG : null) },
    settings: { read: () => ({ onConflict: 'ask', emptyFolders: true }) },
    window: () => null,
  };
  const answer = await transferHandlers(services as unknown as Services).uploadDropped(locationId, folder, files, own);
  return [answer, ...call.mock.calls];
}

test('files that were dragged out of Pail itself are rows that move or are copied, and never an upload', async () => {
  const rows = ['startCopy', 'v', { ids: DRAG.ids }];
  expect(await drop(['/staged/x'], 'mine', 'b/', 'usual')).toEqual([
    'a transfer',
    [...rows, 'mine', 'b/', 'move', 'ask'],
  ]);
  expect(await drop(['/staged/x'], 'team', '', 'usual')).toEqual(['a transfer', [...rows, 'team', '', 'copy', 'ask']]);
  expect(await drop(['/staged/x'], 'mine', 'a/', 'copy')).toEqual([
    'a transfer',
    [...rows, 'mine', 'a/', 'copy', 'ask'],
  ]);
  expect(await drop(['/staged/x'], 'mine', 'a/', 'usual')).toEqual([null]);
  expect((await drop(['/home/x'], 'mine', 'a/', 'move'))[1]).toEqual([
    'startUpload',
    'mine',
    'a/',
    ['/home/x'],
    { onConflict: 'ask', emptyFolders: true },
  ]);
});

test('an unfinished upload is gone on with as the engine asks of it, whatever is set for what is there', async () => {
  const call = vi.fn(async () => null);
  const services = { engine: { call }, settings: { read: () => ({ onConflict: 'keep-both' }) }, window: () => null };
  const upload = { key: 'a.bin', uploadId: 'u' };
  await uploadHandlers(services as unknown as Services).adoptFromDialog('mine', upload);
  expect(call.mock.calls).toEqual([['adoptUpload', 'mine', upload, '/chosen']]);
});
