import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { idSetOf } from '../../shared/model/id-set.ts';
import type { StageOutcome } from '../engine/protocol.ts';
import type { EngineHost } from './engine-host.ts';
import { StagedFiles } from './staged-files.ts';

const OBJECTS = [{ name: 'a.txt', etag: '"1"' }];
const ROWS = { ids: idSetOf([4]) };

let home = '';
let root = '';
let outcome: (target: string) => StageOutcome | Promise<StageOutcome>;
const stage = vi.fn();
const errors = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  home = mkdtempSync(path.join(tmpdir(), 'pail-staged-'));
  root = path.join(home, 'dragged out');
  outcome = (target) => {
    const file = path.join(target, 'a.txt');
    writeFileSync(file, 'content');
    // As downloads are: with the time of the object.
    utimesSync(file, 1_600_000_000, 1_600_000_000);
    return { state: 'staged', names: ['a.txt'], objects: OBJECTS };
  };
  stage.mockReset().mockImplementation((_view, _selection, target) => outcome(target));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(home, { recursive: true, force: true });
  expect(errors).not.toHaveBeenCalled();
});

function open(): StagedFiles {
  const rowsOf = (viewId: string, selection: { ids: unknown }) => ({
    ids: selection.ids,
    locationId: viewId === 'v2' ? 'team' : 'mine',
    folder: 'docs/',
    mayMove: false,
  });
  const call = async (method: string, ...args: never[]) =>
    method === 'stage' ? stage(...args) : rowsOf(...(args as unknown as Parameters<typeof rowsOf>));
  return new StagedFiles(root, { call } as unknown as Pick<EngineHost, 'call'>, errors);
}

async function ready(files: StagedFiles, viewId = 'v1', rows = ROWS): Promise<string> {
  const prepared = await files.prepare(viewId, rows);
  if (prepared.state !== 'ready') throw new Error(prepared.state);
  return prepared.dragId;
}

test('files lie where only this user may look, and are given out by the id of the drag', async () => {
  const files = open();
  const { paths } = files.giveOut(await ready(files));
  expect(paths).toHaveLength(1);
  expect(paths.every((file) => file.startsWith(root) && existsSync(file))).toBe(true);
  expect([statSync(root).mode & 0o777, statSync(path.dirname(paths[0] ?? '')).mode & 0o777]).toEqual([0o700, 0o700]);
  expect(() => files.giveOut('another')).toThrow(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'not-found' }) }),
  );
});

test('the same rows are asked for again with what is known of them, and given out again when they are the same', async () => {
  const files = open();
  const first = await ready(files);
  expect(stage.mock.lastCall?.[3]).toBeNull();
  outcome = () => ({ state: 'same' });
  expect(await ready(files)).toBe(first);
  expect(stage.mock.lastCall?.[3]).toEqual(OBJECTS);
  expect(readdirSync(root)).toEqual([first]);
  outcome = () => ({ state: 'staged', names: ['a.txt'], objects: [{ name: 'a.txt', etag: '"2"' }] });
  expect(await ready(files)).not.toBe(first);
  // Whoever the first was dropped on may still copy it.
  expect(existsSync(files.giveOut(first).paths[0] ?? '')).toBe(true);
});

test('files are read-only, and their folder can be removed where such files cannot', async () => {
  outcome = (target) => {
    mkdirSync(path.join(target, 'in'));
    writeFileSync(path.join(target, 'in', 'a.txt'), 'content');
    return { state: 'staged', names: ['in'], objects: OBJECTS };
  };
  const files = open();
  const staged = path.join(files.giveOut(await ready(files)).paths[0] ?? '', 'a.txt');
  expect(statSync(staged).mode & 0o777).toBe(0o400);
  // The same file by another name, which stays: Windows removes none while it is read-only.
  const other = path.join(home, 'other');
  linkSync(staged, other);
  files.keepOnly(new Set());
  await vi.waitFor(() => expect(readdirSync(root)).toEqual([]));
  expect(statSync(other).mode & 0o200).toBe(0o200);
  chmodSync(other, 0o400);
  linkSync(other, path.join(root, 'left'));
  files.clear();
  expect([existsSync(root), statSync(other).mode & 0o200]).toEqual([false, 0o200]);
});

test.each([
  ['written to', (file: string) => writeFileSync(file, 'other content')],
  ['written to with as many bytes', (file: string) => writeFileSync(file, 'CONTENT')],
  ['removed', (file: string) => rmSync(file)],
  ['joined by another', (file: string) => writeFileSync(`${file}~`, '')],
])('what was %s is not given out again, and stays for whoever has it', async (_, change) => {
  const files = open();
  const first = await ready(files);
  const file = files.giveOut(first).paths[0] ?? '';
  chmodSync(file, 0o600);
  change(file);
  const second = await ready(files);
  expect(stage.mock.lastCall?.[3]).toBeNull();
  expect(second).not.toBe(first);
  expect(existsSync(path.dirname(file))).toBe(true);
  // The newer one is what is known of these rows from now on.
  outcome = () => ({ state: 'same' });
  expect(await ready(files)).toBe(second);
});

test('nothing stays of what was too much, stopped or failed', async () => {
  const files = open();
  for (const state of ['too-much', 'stopped'] as const) {
    outcome = () => ({ state });
    expect(await files.prepare('v1', ROWS)).toEqual({ state });
  }
  outcome = (target) => {
    mkdirSync(path.join(target, 'half'));
    throw new Error('no network');
  };
  await expect(files.prepare('v1', ROWS)).rejects.toThrow('no network');
  expect(readdirSync(root)).toEqual([]);
});

test('a folder that cannot be made is told', async () => {
  const files = open();
  writeFileSync(root, 'in the way');
  await expect(files.prepare('v1', ROWS)).rejects.toMatchObject({ failure: { code: 'target-unwritable' } });
});

test('own files that are dropped are known by all their paths, and those of others are none of them', async () => {
  const files = open();
  const drag = files.giveOut(await ready(files));
  expect(files.dragOf(drag.paths)).toMatchObject({
    viewId: 'v1',
    ids: ROWS.ids,
    locationId: 'mine',
    folder: 'docs/',
    mayMove: false,
  });
  expect(files.dragOf(['/etc/passwd', `${root}x`])).toBeNull();
  const unknown = expect.objectContaining({ failure: expect.objectContaining({ code: 'not-found' }) });
  for (const paths of [[...drag.paths, '/etc/passwd'], [path.join(root, 'gone', 'a.txt')], [`${drag.paths[0]}/in`]]) {
    expect(() => files.dragOf(paths)).toThrow(unknown);
  }
});

test('own files are known however their accents are written, below a folder with accents too', async () => {
  root = path.join(home, 'r\u00e9sum\u00e9', 'dragged out');
  mkdirSync(path.dirname(root));
  const names = ['\u00e9t\u00e9.txt', 'a.txt'];
  outcome = () => ({ state: 'staged', names, objects: OBJECTS });
  const files = open();
  const { paths } = files.giveOut(await ready(files));
  for (const form of ['NFC', 'NFD']) {
    expect(files.dragOf(paths.map((one) => one.normalize(form)))).toMatchObject({ viewId: 'v1' });
  }
});

test('files go with their location, after a while, and all at once at the end', async () => {
  const files = open();
  const mine = await ready(files);
  const team = await ready(files, 'v2');
  files.keepOnly(new Set(['mine']));
  await vi.waitFor(() => expect(readdirSync(root)).toEqual([mine]));
  // One that arrives after its location is gone does not stay either.
  expect(await files.prepare('v2', ROWS)).toEqual({ state: 'stopped' });
  expect(() => files.giveOut(team)).toThrow();
  vi.advanceTimersByTime(29 * 60_000);
  files.giveOut(mine);
  vi.advanceTimersByTime(29 * 60_000);
  expect(readdirSync(root)).toEqual([mine]);
  vi.advanceTimersByTime(2 * 60_000);
  await vi.waitFor(() => expect(readdirSync(root)).toEqual([]));
  await ready(files);
  files.clear();
  expect(existsSync(root)).toBe(false);
});

test('of many drags the oldest files go', async () => {
  const files = open();
  const ids: string[] = [];
  for (let row = 0; row < 10; row += 1) ids.push(await ready(files, 'v1', { ids: idSetOf([row]) }));
  await vi.waitFor(() => expect(readdirSync(root).sort()).toEqual(ids.slice(-8).sort()));
});
