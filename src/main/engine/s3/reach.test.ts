import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Reach, watched } from './reach.ts';
import type { TransportRequest, TransportResponse } from './transport/transport.ts';

const refused = (): Error => Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
const fails = (error: unknown) => () => Promise.reject(error);
const answers = async (): Promise<unknown> => ({ status: 403 });

let look: () => Promise<unknown>;
let looks: number;
let told: boolean[];
let reach: Reach;

beforeEach(() => {
  vi.useFakeTimers();
  looks = 0;
  told = [];
  reach = new Reach({
    look: () => {
      looks += 1;
      return look();
    },
    changed: () => told.push(reach.lost),
  });
});
afterEach(() => vi.useRealTimers());

describe('a store', () => {
  it('is lost when nobody answers a second time, and found when somebody does, with nobody asking', async () => {
    look = fails(refused());
    reach.missed();
    expect(reach.lost).toBe(false);
    await vi.advanceTimersByTimeAsync(300);
    expect(told).toEqual([true]);
    look = answers;
    await vi.advanceTimersByTimeAsync(2_000);
    expect(told).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(looks).toBe(2);
  });

  it('is not lost by a connection that broke', async () => {
    look = answers;
    reach.missed();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual([]);
    expect(looks).toBe(1);
  });

  it('is found by whatever answer comes first, and is not looked for then', async () => {
    look = fails(refused());
    reach.missed();
    await vi.advanceTimersByTimeAsync(300);
    reach.answered();
    expect(told).toEqual([true, false]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks).toBe(1);
  });

  it('that answered during a look in vain is there', async () => {
    let end: (error: Error) => void = () => undefined;
    look = () => new Promise((_, reject) => (end = reject));
    reach.missed();
    await vi.advanceTimersByTimeAsync(300);
    reach.answered();
    end(refused());
    await vi.advanceTimersByTimeAsync(60_000);
    expect(told).toEqual([]);
  });

  it('that is silent for too long is lost; one that is not trusted has answered', async () => {
    look = fails(new DOMException('no answer', 'TimeoutError'));
    reach.missed();
    await vi.advanceTimersByTimeAsync(300);
    expect(reach.lost).toBe(true);
    look = fails(Object.assign(new Error('no'), { code: 'CERT_HAS_EXPIRED' }));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(reach.lost).toBe(false);
  });

  it('is looked for later and later, and at least every 15 s', async () => {
    look = fails(refused());
    reach.missed();
    const counts: number[] = [];
    for (const wait of [300, 2_000, 4_000, 8_000, 15_000, 15_000]) {
      await vi.advanceTimersByTimeAsync(wait - 1);
      const before = looks;
      await vi.advanceTimersByTimeAsync(1);
      counts.push(looks - before);
    }
    expect(counts).toEqual([1, 1, 1, 1, 1, 1]);
    expect(told).toEqual([true]);
  });
});

describe('watched requests', () => {
  const request = (signal: AbortSignal): TransportRequest => ({
    method: 'GET',
    origin: 'http://store',
    path: '/',
    headers: {},
    priority: 'bulk',
    signal,
  });
  const way = (answer: () => Promise<TransportResponse>) =>
    watched({ request: answer, destroy: () => undefined }, reach);

  it('that find nobody make Pail look; those that somebody has stopped, or that are refused, do not', async () => {
    look = answers;
    const stopped = AbortSignal.abort();
    await expect(way(fails(refused())).request(request(stopped))).rejects.toThrow('refused');
    await expect(way(fails(new Error('a defect'))).request(request(new AbortController().signal))).rejects.toThrow();
    await vi.advanceTimersByTimeAsync(300);
    expect(looks).toBe(0);
    await expect(way(fails(refused())).request(request(new AbortController().signal))).rejects.toThrow('refused');
    await vi.advanceTimersByTimeAsync(300);
    expect(looks).toBe(1);
  });

  it('are not looked after any more when the connection is closed', async () => {
    look = answers;
    const closing = way(fails(refused()));
    await expect(closing.request(request(new AbortController().signal))).rejects.toThrow('refused');
    closing.destroy();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(looks).toBe(0);
  });
});
