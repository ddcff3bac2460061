import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Services } from './services.ts';
import { transferHandlers } from './storage-handlers.ts';

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

test('nothing is downloaded when the person thinks better of it', async () => {
  showOpenDialog.mockResolvedValue({ canceled: true, filePaths: [] });
  expect(await download(null)).toEqual([]);
});
