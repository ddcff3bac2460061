/** Uploads of which nobody heard: which are taken back, and which are others'. */
import { expect, test, vi } from 'vitest';
import { PailError } from '../../../../shared/errors.ts';
import type { S3Port } from '../../s3/port.ts';
import { MemoryStore } from '../../testing/memory-store.ts';
import { contextOf } from '../../testing/transfer-parts.ts';
import { Items } from '../items.ts';
import { type Beginning, beginning, takeBack } from './beginnings.ts';
import type { UploadItem } from './upload-item.ts';

const MINUTE = 60_000;
const ASKED_AT = Date.UTC(2026, 0, 1);
const NOTE: Beginning = { key: 'k', uploadId: 'ours', askedAt: ASKED_AT, isRepeated: true };

/** A store with unfinished uploads to a key, each begun so many minutes after ours was asked for. */
function setup(uploads: Record<string, readonly [string, number]>, change: Partial<S3Port> = {}, held: string[] = []) {
  const stored = Object.entries(uploads).map(
    ([id, [key, minutes]]) => [id, { key, begunAt: ASKED_AT + minutes * MINUTE, parts: new Map() }] as const,
  );
  const store = new MemoryStore({ objects: new Map(), uploads: new Map(stored) });
  const items = new Items();
  const item: UploadItem = {
    port: { ...store.port(), ...change },
    bucket: 'b',
    key: 'k',
    name: 'k',
    isHeld: (uploadId) => held.includes(uploadId),
    index: items.add('k', 1),
    context: contextOf(items),
  };
  return { item, items, left: () => [...store.state.uploads.keys()] };
}

const SOME = {
  ours: ['k', 0],
  stray: ['k', -1.9],
  'another stray': ['k', 1.9],
  before: ['k', -2.1],
  after: ['k', 2.1],
  longer: ['k/2', 0],
} as const;
const OTHERS = ['before', 'after', 'longer'];

test('of one that was asked for more than once, all that were begun then go; others stay', async () => {
  const { item, left } = setup(SOME);
  await takeBack(item, NOTE);
  expect(left()).toEqual(OTHERS);
});

test('of one that was asked for once nobody looks for others', async () => {
  const listUploads = vi.fn();
  const { item, left } = setup(SOME, { listUploads });
  await takeBack(item, { key: 'k', uploadId: 'ours', askedAt: ASKED_AT });
  expect(left()).toEqual(['stray', 'another stray', ...OTHERS]);
  expect(listUploads).not.toHaveBeenCalled();
});

test('one that an item remembers as begun is its own', async () => {
  const { item, left } = setup(SOME, {}, ['ours', 'another stray']);
  await takeBack(item, { ...NOTE, uploadId: null });
  expect(left()).toEqual(['ours', 'another stray', ...OTHERS]);
});

test('where nobody may see uploads nothing is done, and where that cannot be told now, that is said', async () => {
  const failing = (code: 'access-denied' | 'connection-failed') =>
    setup(SOME, { listUploads: () => Promise.reject(new PailError(code)) });
  const denied = failing('access-denied');
  await takeBack(denied.item, { ...NOTE, uploadId: null });
  expect(denied.left()).toHaveLength(6);
  const cutOff = failing('connection-failed');
  await expect(takeBack(cutOff.item, NOTE)).rejects.toMatchObject({ failure: { code: 'connection-failed' } });
  expect(cutOff.left()).not.toContain('ours');
});

test('what another item is just being given is waited for, so that it is known whose it is', async () => {
  const held: string[] = [];
  const { item, left } = setup({ stray: ['k', 0], theirs: ['k', 0] }, {}, held);
  const other = setup({}).item;
  let answer = (): void => undefined;
  const sending = beginning(other, { ...NOTE, uploadId: null }, async (onBegun) => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    held.push('theirs');
    onBegun('theirs', false);
    // Its parts are not waited for.
    await new Promise(() => undefined);
  });
  sending.catch(() => undefined);
  const otherWork = () => new Promise((resolve) => setTimeout(resolve, 5));
  await otherWork();
  const taking = takeBack(item, { ...NOTE, uploadId: null });
  await otherWork();
  expect(left()).toEqual(['stray', 'theirs']);
  answer();
  await taking;
  expect(left()).toEqual(['theirs']);
});

test('what is heard of a beginning is remembered, and before that, that it was asked for', async () => {
  const { item, items } = setup({});
  const asked = { key: 'k', uploadId: null, askedAt: ASKED_AT };
  const notes: unknown[] = [];
  const note = (): unknown => notes.push(items.begun(0)?.base);
  const remembering = { ...item, context: { ...item.context, commit: async () => void note() } };
  await beginning(remembering, asked, async (onBegun) => {
    onBegun('once', false);
    note();
    onBegun('twice', true);
    note();
  });
  expect(notes).toEqual([asked, { ...asked, uploadId: 'once' }, { ...asked, uploadId: 'twice', isRepeated: true }]);
});

test('one that could not be begun is waited for no longer', async () => {
  const { item, left } = setup({ stray: ['k', 0] });
  const refused = beginning(item, { ...NOTE, uploadId: null }, () =>
    Promise.reject(new PailError('connection-failed')),
  );
  await expect(refused).rejects.toBeInstanceOf(PailError);
  await takeBack(item, { ...NOTE, uploadId: null });
  expect(left()).toEqual([]);
});
