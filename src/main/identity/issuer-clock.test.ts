import type { CustomFetch } from 'openid-client';
import { describe, expect, it } from 'vitest';
import { IssuerClock } from './issuer-clock.ts';

const NOON = Date.UTC(2026, 5, 1, 12);
const MINUTE = 60_000;

/** A clock after one answer that came `took` ms after it was asked for at noon. */
async function clockAfter(headers: Record<string, string>, took = 0): Promise<IssuerClock> {
  let now = NOON;
  const clock = new IssuerClock(() => now);
  const ask: CustomFetch = async () => {
    now += took;
    return new Response('', { headers });
  };
  await clock.watching(ask)('https://issuer.example', {} as Parameters<CustomFetch>[1]);
  return clock;
}

const dated = (offset: number): Record<string, string> => ({ date: new Date(NOON + offset).toUTCString() });

describe('IssuerClock', () => {
  it('knows nothing until an answer has a Date', async () => {
    expect((await clockAfter({})).skew).toBeNull();
    expect((await clockAfter({ date: 'yesterday' })).skew).toBeNull();
    expect((await clockAfter({})).correction).toBe(0);
  });

  it.each([
    ['ahead', 20 * MINUTE],
    ['behind', -20 * MINUTE],
  ])('corrects by what the issuer is %s', async (_which, offset) => {
    const clock = await clockAfter(dated(offset));
    expect(clock.skew).toBe(offset + 500);
    expect(clock.correction).toBe(offset + 500);
  });

  it('takes the middle of a request for the moment of its answer', async () => {
    expect((await clockAfter(dated(2000), 5000)).skew).toBe(0);
  });

  it('adds the age of what came out of a cache', async () => {
    expect((await clockAfter({ ...dated(-50_000), age: '50' })).skew).toBe(500);
  });

  it('learns nothing from an answer that took very long', async () => {
    expect((await clockAfter(dated(0), 31_000)).skew).toBeNull();
  });

  it('leaves small differences and absurd ones alone, and tells them all the same', async () => {
    const slight = await clockAfter(dated(30_000));
    expect([slight.skew, slight.correction]).toEqual([30_500, 0]);
    const absurd = await clockAfter(dated(3 * 24 * 60 * MINUTE));
    expect(absurd.skew).toBe(3 * 24 * 60 * MINUTE + 500);
    expect(absurd.correction).toBe(0);
  });
});
