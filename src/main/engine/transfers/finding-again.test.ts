/** What is found below a folder is found once, wherever the finding was broken off. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MemoryStore, storedObject } from '../testing/memory-store.ts';
import { TITLE } from '../testing/transfer-parts.ts';
import type { Job } from './job.ts';
import { copyJob } from './jobs/copy.ts';
import { downloadJob } from './jobs/download.ts';
import { uploadJob } from './jobs/upload.ts';
import { NO_JOURNAL } from './journal/journal.ts';
import { ownThreadDisk } from './local/disk.ts';
import { Slots } from './slots.ts';
import { Transfer } from './transfer.ts';

const FILES = ['a', 'b', 'deep/c', 'deep/deeper/d', 'e'];
const WAIT = { timeout: 20_000, interval: 1 };

let base = '';
let tree = '';
let store: MemoryStore;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'pail-finding-'));
  tree = join(base, 'tree');
  await mkdir(join(tree, 'deep/deeper'), { recursive: true });
  for (const name of FILES) await writeFile(join(tree, name), name);
  const objects = new Map(FILES.map((name) => [`tree/${name}`, storedObject(Buffer.from(name))]));
  store = new MemoryStore({ objects, uploads: new Map() });
});
afterEach(() => rm(base, { recursive: true }));

const ended = (): void => undefined;
const port = async () => store.port();
const upload = (): Job => uploadJob({ bucket: 'b', prefix: 'up/', emptyFolders: true, port, paths: [tree], ended });

const JOBS: Readonly<Record<string, () => Job>> = {
  'an upload prepares': upload,
  // As one that could not be read while the upload was prepared.
  'an upload looks into a folder while it runs': () => ({
    ...upload(),
    prepare: async (context) => void context.add('tree/', 0, 0, tree),
  }),
  'a download prepares': () =>
    downloadJob({
      bucket: 'b',
      prefix: '',
      folders: ['tree'],
      objects: [],
      port,
      disk: ownThreadDisk,
      target: join(base),
      tag: 'tag',
    }),
};

test.each(Object.keys(JOBS))('%s: paused at each step, it finds each file once', async (name) => {
  let steps = 0;
  for (let step = 1; step === 1 || steps >= step - 1; step += 1) {
    steps = 0;
    const changed = (): void => {
      steps += 1;
      if (steps === step) transfer.pause();
    };
    const job = JOBS[name]?.() as Job;
    const transfer: Transfer = new Transfer({
      title: { ...TITLE, onConflict: 'overwrite' },
      job,
      journal: NO_JOURNAL,
      slots: new Slots(4),
      changed,
    });
    transfer.start();
    await vi.waitFor(() => expect(transfer.hasEnded || transfer.summary().state === 'paused').toBe(true), WAIT);
    transfer.resume();
    await vi.waitFor(() => expect(transfer.hasEnded).toBe(true), WAIT);
    const { items } = transfer.window(0, 200);
    const files = items.map((item) => item.name).filter((item) => !item.endsWith('/'));
    expect(files.sort(), `paused at ${step}`).toEqual(FILES.map((file) => `tree/${file}`).sort());
    expect(transfer.summary(), `paused at ${step}`).toMatchObject({
      state: 'completed',
      items: { failed: 0, skipped: 0 },
    });
  }
  expect(steps).toBeGreaterThan(FILES.length);
});

test('a folder that is copied beside itself keeps the name that it got, also when something gets that name meanwhile', async () => {
  const end = { port, bucket: 'b', prefix: '' };
  const job = copyJob({
    kind: 'copy',
    source: end,
    target: end,
    isSameBucket: true,
    folders: ['tree'],
    objects: [],
    renaming: null,
    ended,
  });
  let isPaused = false;
  const changed = (): void => {
    if (isPaused || transfer.summary().items.total < 2) return;
    isPaused = true;
    transfer.pause();
  };
  const transfer: Transfer = new Transfer({ title: TITLE, job, journal: NO_JOURNAL, slots: new Slots(4), changed });
  transfer.start();
  await vi.waitFor(() => expect(isPaused).toBe(true), WAIT);
  store.state = {
    ...store.state,
    objects: new Map(store.state.objects).set('tree (2)/of others', storedObject(Buffer.from(''))),
  };
  transfer.resume();
  await vi.waitFor(() => expect(['asking', 'completed', 'failed']).toContain(transfer.summary().state), WAIT);
  expect(transfer.summary().items.total).toBe(FILES.length);
  transfer.cancel();
});
