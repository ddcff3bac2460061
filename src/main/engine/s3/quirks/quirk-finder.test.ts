import { Readable } from 'node:stream';
import { afterEach, expect, test, vi } from 'vitest';
import { exportQuirks } from '../../../../shared/model/quirks.ts';
import type { StorageSettings } from '../../protocol.ts';
import type { Transport, TransportRequest, TransportResponse } from '../transport/transport.ts';
import { CAREFUL_QUIRKS } from './careful.ts';
import { QuirkFinder } from './quirk-finder.ts';

const OWN: StorageSettings = { region: 'us-east-1', endpoint: 'https://s3.example.org/s3/', pathStyle: false };
const { signal } = new AbortController();

afterEach(() => vi.useRealTimers());

type Answer = Partial<Omit<TransportResponse, 'body'>> & { readonly body?: Iterable<string> | AsyncIterable<string> };

/** A transport that answers as told, and keeps what it was asked. */
function transport(answer: (request: TransportRequest) => Answer | Promise<Answer>) {
  const asked: TransportRequest[] = [];
  const bodies: Readable[] = [];
  const fake: Transport = {
    request: async (request) => {
      asked.push(request);
      const { status = 403, headers = {}, body = [] } = await answer(request);
      const stream = Readable.from(body, { objectMode: false });
      bodies.push(stream);
      return { status, headers, body: stream };
    },
    destroy: () => undefined,
  };
  return { asked, bodies, fake };
}

const silent = () => transport(() => new Promise<never>(() => undefined));
const minio = () => transport(() => ({ headers: { server: 'MinIO' } }));

test('asks once, without a signature, and remembers', async () => {
  const { asked, fake } = minio();
  const finder = new QuirkFinder(OWN, fake);
  const [first, second] = await Promise.all([finder.find(signal), finder.find(signal)]);
  expect(first).toMatchObject({ provider: 'MinIO', decidedBy: 'probe', overridden: [] });
  expect(first.quirks).toEqual({ ...CAREFUL_QUIRKS, toleratesConditions: true, partsEtagIsMd5: true });
  expect(second).toBe(first);
  expect(await finder.find(signal)).toBe(first);
  expect(asked).toMatchObject([{ method: 'GET', origin: 'https://s3.example.org', path: '/s3/' }]);
  expect(Object.keys(asked[0]?.headers ?? {})).toEqual(['accept']);
  expect(asked[0]).not.toHaveProperty('body');
});

test('never asks AWS, nor whom it knows by name', async () => {
  const { asked, fake } = minio();
  const aws = await new QuirkFinder({ region: 'cn-north-1', pathStyle: false }, fake).find(signal);
  expect(aws).toMatchObject({ provider: 'AWS', decidedBy: 'endpoint', quirks: { pathStyle: false } });
  const endpoint = 'https://s3.fr-par.scw.cloud';
  expect((await new QuirkFinder({ ...OWN, endpoint }, fake).find(signal)).provider).toBe('Scaleway');
  expect(asked).toEqual([]);
});

test('an answer that nobody knows means the careful default, for good', async () => {
  const { asked, fake } = transport(() => ({ status: 200, headers: { server: 'nginx' } }));
  const finder = new QuirkFinder(OWN, fake);
  const unknown = { provider: null, decidedBy: 'default', quirks: CAREFUL_QUIRKS, overridden: [] };
  expect(await finder.find(signal)).toEqual(unknown);
  expect(await finder.find(signal)).toEqual(unknown);
  expect(asked).toHaveLength(1);
});

test('a store that does not answer is unknown for now, and asked again later', async () => {
  let up = false;
  const { asked, fake } = transport(() => {
    if (!up) throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    return { headers: { server: 'SeaweedFS 30GB 3.96' } };
  });
  let time = 0;
  const finder = new QuirkFinder(OWN, fake, { now: () => time, wait: async () => undefined });
  expect((await finder.find(signal)).decidedBy).toBe('default');
  up = true;
  time = 29_999;
  expect((await finder.find(signal)).decidedBy).toBe('default');
  expect(asked).toHaveLength(3);
  time = 30_000;
  expect(await finder.find(signal)).toMatchObject({ provider: 'SeaweedFS', decidedBy: 'probe' });
  expect(asked).toHaveLength(4);
});

test.each<[string, () => Answer]>([
  ['503', () => ({ status: 503, headers: { server: 'nginx' } })],
  ['429', () => ({ status: 429 })],
  [
    'a reset',
    () => {
      throw Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    },
  ],
])('%s is no word of the store: it is asked again at once, and what it says then holds', async (_what, first) => {
  const waits: number[] = [];
  const { asked, fake } = transport(() => (waits.length < 2 ? first() : { headers: { server: 'MinIO' } }));
  const wait = async (ms: number) => waits.push(ms);
  const finder = new QuirkFinder(OWN, fake, { wait });
  const [one, other] = await Promise.all([finder.find(signal), finder.find(signal)]);
  expect([one, other]).toMatchObject([{ provider: 'MinIO' }, { provider: 'MinIO' }]);
  expect([asked.length, waits]).toEqual([3, [100, 200]]);
});

test('one that stays busy is unknown for now only', async () => {
  let time = 0;
  const { asked, fake } = transport(() => (time === 0 ? { status: 503 } : { headers: { server: 'MinIO' } }));
  const finder = new QuirkFinder(OWN, fake, { now: () => time, wait: async () => undefined });
  expect((await finder.find(signal)).decidedBy).toBe('default');
  expect(asked).toHaveLength(3);
  time = 30_000;
  expect((await finder.find(signal)).provider).toBe('MinIO');
});

test('waits three seconds at most', async () => {
  vi.useFakeTimers();
  const { fake } = transport(
    ({ signal: given }) => new Promise((_, reject) => given.addEventListener('abort', () => reject(given.reason))),
  );
  const found = new QuirkFinder(OWN, fake).find(signal);
  await vi.advanceTimersByTimeAsync(2999);
  const settled = vi.fn();
  found.then(settled);
  await vi.advanceTimersByTimeAsync(0);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(await found).toMatchObject({ decidedBy: 'default' });
});

test('reads 4 KiB at most, and lets go of the rest', async () => {
  async function* endless(text: string): AsyncGenerator<string> {
    yield text;
    for (;;) yield ' '.repeat(1000);
  }
  const sentence = 'Garage does not support anonymous access yet';
  const near = transport(() => ({ body: endless(sentence) }));
  expect((await new QuirkFinder(OWN, near.fake).find(signal)).provider).toBe('Garage');
  expect(near.bodies[0]?.destroyed).toBe(true);
  const far = transport(() => ({ body: [`${' '.repeat(4090)}${sentence}`] }));
  expect((await new QuirkFinder(OWN, far.fake).find(signal)).provider).toBeNull();
});

test('a body that breaks off is judged by what came', async () => {
  async function* broken(): AsyncGenerator<string> {
    yield 'Garage does not support anonymous access yet';
    throw new Error('reset');
  }
  const { fake } = transport(() => ({ body: broken() }));
  expect((await new QuirkFinder(OWN, fake).find(signal)).provider).toBe('Garage');
});

test('who cancels does not wait, and does not spoil it for the others', async () => {
  let answer: (given: Answer) => void = () => undefined;
  const { asked, fake } = transport(() => new Promise((resolve) => (answer = resolve)));
  const finder = new QuirkFinder(OWN, fake);
  const cancelling = new AbortController();
  const left = finder.find(cancelling.signal);
  const stayed = finder.find(signal);
  cancelling.abort();
  expect(await left).toMatchObject({ decidedBy: 'default', quirks: CAREFUL_QUIRKS });
  answer({ headers: { server: 'MinIO' } });
  expect(await stayed).toMatchObject({ provider: 'MinIO' });
  expect(asked).toHaveLength(1);
  expect(await new QuirkFinder(OWN, silent().fake).find(AbortSignal.abort())).toMatchObject({ decidedBy: 'default' });
});

test('the profile has the last word, and the rest is found out', async () => {
  const quirks = { partsEtagIsMd5: false, maxParts: 500, listVersion: undefined } as const;
  const found = await new QuirkFinder({ ...OWN, quirks }, minio().fake).find(signal);
  expect(found).toMatchObject({ provider: 'MinIO', decidedBy: 'probe', overridden: ['partsEtagIsMd5', 'maxParts'] });
  expect(found.quirks).toEqual({ ...CAREFUL_QUIRKS, toleratesConditions: true, partsEtagIsMd5: false, maxParts: 500 });
});

test('path style is where the profile demands it, and a quirk outdoes the demand', async () => {
  const styleOf = async (change: Partial<StorageSettings>) =>
    (await new QuirkFinder({ region: 'eu-west-1', pathStyle: false, ...change }, silent().fake).find(signal)).quirks
      .pathStyle;
  expect(await styleOf({})).toBe(false);
  expect(await styleOf({ pathStyle: true })).toBe(true);
  expect(await styleOf({ pathStyle: true, quirks: { pathStyle: false } })).toBe(false);
});

test('a condition that is honoured may be sent, unless the profile says otherwise', async () => {
  const tolerates = async (quirks: NonNullable<StorageSettings['quirks']>) =>
    (await new QuirkFinder({ ...OWN, quirks }, transport(() => ({})).fake).find(signal)).quirks.toleratesConditions;
  expect(await tolerates({})).toBe(false);
  expect(await tolerates({ conditionalPut: true })).toBe(true);
  expect(await tolerates({ conditionalComplete: true })).toBe(true);
  expect(await tolerates({ conditionalPut: true, toleratesConditions: false })).toBe(false);
});

test('what is exported decides the same, without asking', async () => {
  const found = await new QuirkFinder(OWN, minio().fake).find(signal);
  const quirks = JSON.parse(JSON.stringify(exportQuirks(found)));
  const { asked, fake } = silent();
  const again = await new QuirkFinder({ ...OWN, quirks }, fake).find(signal);
  expect(again).toMatchObject({ decidedBy: 'profile', quirks: found.quirks, overridden: Object.keys(CAREFUL_QUIRKS) });
  expect(asked).toEqual([]);
});
