/** A process ends in any moment; the next one has the journal up to any byte that was written by then, and the store and disk of that moment. */
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { tellFigures } from '../../../../test/support/figures.ts';
import { checkPrefixes, idOf, isWhole } from '../../../../test/support/journal-prefixes.ts';
import { inTier } from '../../../../test/support/tier.ts';
import { PailError } from '../../../shared/errors.ts';
import { MemoryStore, objectsIn, type StoreState, storedObject } from '../testing/memory-store.ts';
import { fetchedAgain, type TransferStart, transferProcess } from '../testing/transfer-process.ts';
import { decodeFrames } from './journal/frames.ts';
import { recall } from './journal/recall.ts';
import type { Transfers } from './transfers.ts';

const MEBIBYTE = 1_048_576;
const LIMIT_MS = inTier(600_000, 5_400_000);

let base = '';
let source = '';
let target = '';
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'pail-recovery-'));
  source = join(base, 'source');
  target = join(base, 'target');
  await mkdir(source);
  await mkdir(target);
});
afterEach(() => rm(base, { recursive: true }));

/** What was there at one moment: the journal, the store, and a copy of what was downloaded. */
interface Moment {
  readonly journalBytes: number;
  readonly state: StoreState;
  readonly disk: string;
}

interface Scenario extends TransferStart {
  /** What happens while it runs, by what is asked of the store. */
  readonly during?: (asked: string, transfers: Transfers) => void;
}

type Recorded = Awaited<ReturnType<typeof record>>;

/** What the next process has. */
interface Ending {
  readonly prefix: Buffer;
  readonly state: StoreState;
  readonly disk: string;
}

/** Runs a transfer to its end, and answers its journal and all its moments. */
async function record(store: MemoryStore, { during, ...started }: Scenario) {
  const journals = join(base, 'recorded');
  const moments: Moment[] = [];
  const { transfers, start, ended } = transferProcess(store, journals);
  const journalNow = (): Buffer => {
    const [name] = existsSync(journals) ? readdirSync(journals) : [];
    return name === undefined ? Buffer.alloc(0) : readFileSync(join(journals, name));
  };
  // At once, so that all is of the same moment.
  const note = (): void => {
    const disk = join(base, `disk-${moments.length}`);
    cpSync(target, disk, { recursive: true, preserveTimestamps: true });
    moments.push({ journalBytes: journalNow().length, state: store.state, disk });
  };
  store.onChange = note;
  store.fault = (asked) => during?.(asked, transfers);
  start({ onConflict: 'skip', ...started });
  await ended();
  await transfers.close();
  note();
  store.onChange = () => undefined;
  return { journal: journalNow(), moments };
}

/**
 * The moments in which the process may have ended: with each state of the store and the disk every length that the journal had
 * since the moment before, because what it tells of has happened by then; in `npm test` those at which
 * there is one more whole frame, and some that tear one.
 */
function* endings({ journal, moments }: Recorded): Generator<Ending> {
  const isTold = (length: number): boolean => length % inTier(101, 1) === 0 || isWhole(journal, length);
  let from = 0;
  for (const { journalBytes, state, disk } of moments) {
    for (let length = from; length < journalBytes; length += 1) {
      if (isTold(length)) yield { prefix: journal.subarray(0, length), state, disk };
    }
    yield { prefix: journal.subarray(0, journalBytes), state, disk };
    from = journalBytes;
  }
}

/** Goes on in another process, to the end. Answers the store, and what the journal said of what was begun. */
async function goOn(id: string, { prefix, state, disk }: Ending) {
  const journals = await mkdtemp(join(base, 'next-'));
  await writeFile(join(journals, `${id}.journal`), prefix);
  await rm(target, { recursive: true });
  await cp(disk, target, { recursive: true, preserveTimestamps: true });
  const remembered = recall(decodeFrames(prefix).payloads);
  const store = new MemoryStore(state);
  const { transfers, ended } = transferProcess(store, journals);
  await transfers.recall();
  transfers.all('resume');
  await ended();
  const [summary] = transfers.list();
  const items = summary ? (await transfers.with(summary.id, (one) => one.window(0, 200))).items : [];
  const { uploads } = store.state;
  // What could not be taken back when an item had ended is then.
  await transfers.clearEnded();
  await transfers.close();
  await rm(journals, { recursive: true });
  return { store, remembered, summary, items, uploads };
}

/** Goes on from each ending, and looks at what came of it. Tells docs/soak.md how many there were. */
async function fromEachEnding(
  what: string,
  recorded: Recorded,
  look: (end: Awaited<ReturnType<typeof goOn>>, ending: Ending) => unknown,
): Promise<void> {
  const { journal } = recorded;
  await checkPrefixes(journal, join(base, 'prefixes'));
  let count = 0;
  for (const ending of endings(recorded)) {
    await look(await goOn(idOf(journal), ending), ending);
    count += 1;
  }
  expect(count).toBeGreaterThan(inTier(10, 500));
  tellFigures(`${what}: goes on from ${count} ends, read from each of ${journal.length} prefixes`);
}

async function files(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const found = names.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  const all = await Promise.all(found.map(async (path) => [path.slice(folder.length + 1), await hashOf(path)]));
  return Object.fromEntries(all);
}
const hashOf = async (path: string): Promise<string> => storedObject(await readFile(path)).etag;

async function makeFiles(sizes: Readonly<Record<string, number>>): Promise<Record<string, string>> {
  const made: Record<string, string> = {};
  for (const [name, size] of Object.entries(sizes)) {
    const body = randomBytes(size);
    await writeFile(join(source, name), body);
    made[name] = storedObject(body).etag;
  }
  return made;
}

test.each([
  { name: 'small files', sizes: { a: 10, b: 2000, there: 50 }, lost: 0 },
  { name: 'a large one in parts', sizes: { large: 25 * MEBIBYTE + 1, small: 5 }, lost: 0 },
  { name: 'a large one that the store was asked twice to begin', sizes: { large: 17 * MEBIBYTE }, lost: 1 },
])(
  'an upload goes on from any moment: $name',
  async ({ name, sizes, lost }) => {
    const made = await makeFiles(sizes);
    const store = new MemoryStore({
      objects: new Map([['there', storedObject(Buffer.from('old'))]]),
      uploads: new Map(),
    });
    store.lostBeginnings = lost;
    let [pauses, refusals] = [0, 0];
    const recorded = await record(store, {
      request: { kind: 'upload', paths: Object.keys(sizes).map((file) => join(source, file)), emptyFolders: true },
      onConflict: 'keep-both',
      during: (asked, transfers) => {
        if (asked === 'PART large 2' && pauses++ === 0) {
          transfers.all('pause');
          queueMicrotask(() => transfers.all('resume'));
          throw new DOMException('', 'AbortError');
        }
        if (asked === 'PUT b' && refusals++ === 0) throw new PailError('access-denied');
      },
    });
    const { there, ...others } = made;
    const old = storedObject(Buffer.from('old')).etag;
    const wanted: Record<string, string> = { there: old, ...others, ...(there && { 'there (2)': there }) };
    await fromEachEnding(
      `an upload, ${name}`,
      recorded,
      ({ store: end, remembered, summary, items, uploads }, ending) => {
        // Of an item that was done already, what nobody heard of stays remembered until the transfer is cleared.
        expect(uploads.size).toBeLessThanOrEqual(lost);
        expect(end.state.uploads.size).toBe(0);
        if (!summary) {
          // It was never remembered, and so nothing was begun.
          expect([remembered, objectsIn(ending.state)]).toEqual([null, { there: old }]);
          return;
        }
        const failed = items.filter((item) => item.state === 'failed').map((item) => item.name);
        const expected = Object.fromEntries(Object.entries(wanted).filter(([key]) => !failed.includes(key)));
        expect(objectsIn(end.state)).toEqual(expected);
        expect(items.filter(({ state, name }) => state !== 'done' && name !== 'b')).toEqual([]);
        for (const index of remembered?.items.allBegun() ?? []) {
          const confirmed = (remembered?.items.begun(index)?.steps ?? []) as { number: number }[];
          for (const { number } of confirmed) expect(end.asked).not.toContain(`PART large ${number}`);
        }
      },
    );
  },
  LIMIT_MS,
);

test(
  'an upload that is adopted goes on from any moment, and no part that is there is sent',
  async () => {
    const body = randomBytes(13 * MEBIBYTE);
    await writeFile(join(source, 'chosen'), body);
    const part = (number: number) => storedObject(body.subarray((number - 1) * 5 * MEBIBYTE, number * 5 * MEBIBYTE));
    const parts = new Map([1, 3].map((number) => [number, part(number)]));
    const store = new MemoryStore({ objects: new Map(), uploads: new Map([['u', { key: 'k', begunAt: 1, parts }]]) });
    const adopts = { uploadId: 'u', name: 'k', isOurs: false };
    const recorded = await record(store, {
      request: { kind: 'upload', paths: [join(source, 'chosen')], emptyFolders: false, adopts },
    });
    await fromEachEnding('an upload that is adopted', recorded, ({ store: end, summary }, ending) => {
      if (!summary) {
        expect(ending.state.uploads.size).toBe(1);
        return;
      }
      expect(summary).toMatchObject({ state: 'completed', items: { total: 1, done: 1 } });
      expect(objectsIn(end.state)).toEqual({ k: storedObject(body).etag });
      expect(end.state.uploads.size).toBe(0);
      expect(end.asked.filter((asked) => /^(PART k [13]|PUT|BEGIN)/.test(asked))).toEqual([]);
    });
  },
  LIMIT_MS,
);

test.each([
  { name: 'small objects', sizes: { a: 10, b: 2000, 'sub/c': 300_000 } },
  { name: 'a large one in ranges', sizes: { large: 33 * MEBIBYTE, small: 7 } },
])(
  'a download goes on from any moment: $name',
  async ({ name, sizes }) => {
    const objects = new Map(Object.entries(sizes).map(([key, size]) => [key, storedObject(randomBytes(size))]));
    const wanted = Object.fromEntries([...objects].map(([key, { etag }]) => [key, etag]));
    const store = new MemoryStore({ objects, uploads: new Map() });
    let pauses = 0;
    const picked = Object.entries(sizes).filter(([name]) => !name.includes('/'));
    const recorded = await record(store, {
      request: { kind: 'download', folders: 'sub/c' in sizes ? ['sub'] : [], target },
      objects: picked.map(([name, size]) => ({ name, size, modified: 0 })),
      during: (asked, transfers) => {
        if (asked.startsWith(`GET large ${16 * MEBIBYTE}-`) && pauses++ === 0) {
          transfers.all('pause');
          queueMicrotask(() => transfers.all('resume'));
          throw new DOMException('', 'AbortError');
        }
      },
    });
    await fromEachEnding(`a download, ${name}`, recorded, async ({ store: end, remembered, summary }) => {
      if (!summary) {
        expect([remembered, await files(target)]).toEqual([null, {}]);
        return;
      }
      expect(summary).toMatchObject({ state: 'completed', items: { done: Object.keys(sizes).length } });
      // Also that nothing half is left.
      expect(await files(target)).toEqual(wanted);
      for (const index of remembered?.items.allBegun() ?? []) {
        const arrived = (remembered?.items.begun(index)?.steps ?? []) as { first: number; last: number }[];
        expect(fetchedAgain(end.asked, 'large', arrived)).toEqual([]);
      }
    });
  },
  LIMIT_MS,
);

test(
  'a delete goes on from any moment, also when it was paused in the middle',
  async () => {
    const keys = ['a', 'b', 'c', 'doomed/x', 'doomed/y', 'stays'];
    const objects = new Map(keys.map((key) => [key, storedObject(Buffer.from(key))]));
    const store = new MemoryStore({ objects, uploads: new Map() });
    let pauses = 0;
    const recorded = await record(store, {
      request: { kind: 'delete', folders: ['doomed'] },
      objects: ['a', 'b', 'c'].map((name) => ({ name, size: 1, modified: 0 })),
      during: (asked, transfers) => {
        if (asked !== 'DELETE b' || pauses++ > 0) return;
        transfers.all('pause');
        queueMicrotask(() => transfers.all('resume'));
      },
    });
    expect([pauses, [...store.state.objects.keys()]]).toEqual([expect.any(Number), ['stays']]);
    await fromEachEnding('a delete', recorded, ({ store: end, summary }, ending) => {
      if (!summary) expect([...ending.state.objects.keys()]).toEqual(keys);
      else {
        expect([...end.state.objects.keys()]).toEqual(['stays']);
        // What was found and deleted before anybody wrote that down is not there to be found again.
        expect(summary).toMatchObject({ state: 'completed', items: { done: summary.items.total } });
      }
    });
  },
  LIMIT_MS,
);
