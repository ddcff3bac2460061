import { describe, expect, it } from 'vitest';
import { type ItemsWindow, WindowCache } from './window-cache.ts';

interface Asked {
  readonly start: number;
  answer(window: Partial<ItemsWindow<string>>): Promise<void>;
  fail(): Promise<void>;
}

/** A source whose answers come when the test says so. */
function heldSource() {
  const asked: Asked[] = [];
  const source = (start: number, count: number) =>
    new Promise<ItemsWindow<string>>((resolve, reject) => {
      const tick = () => new Promise<void>((done) => setTimeout(done));
      asked.push({
        start,
        answer: (window) => {
          const items = Array.from({ length: count }, (_, index) => `row ${start + index}`);
          resolve({ start, version: 1, items, ...window });
          return tick();
        },
        fail: () => {
          reject(new Error('gone'));
          return tick();
        },
      });
    });
  return { asked, source };
}

describe('WindowCache', () => {
  it('reads what is on screen first, then the neighbours, few at a time', async () => {
    const { asked, source } = heldSource();
    const cache = new WindowCache<string>();
    cache.reset(source);
    cache.want(250, 320);
    expect(asked.map((one) => one.start)).toEqual([200, 300, 400]);
    await asked[0]?.answer({});
    expect(cache.at(250)).toBe('row 250');
    expect(asked.map((one) => one.start)).toEqual([200, 300, 400, 100]);
  });

  it('keeps old rows until the new ones arrive', async () => {
    const { asked, source } = heldSource();
    const cache = new WindowCache<string>();
    cache.reset(source);
    cache.invalidate(1);
    cache.want(0, 10);
    await asked[0]?.answer({});
    await asked[1]?.answer({ items: [] });
    cache.invalidate(2);
    expect(cache.at(0)).toBe('row 0');
    await asked[2]?.answer({ version: 2, items: ['new'] });
    expect(cache.at(0)).toBe('new');
  });

  it('ignores late answers of an older source', async () => {
    const older = heldSource();
    const newer = heldSource();
    const cache = new WindowCache<string>();
    cache.reset(older.source);
    cache.want(0, 10);
    cache.reset(newer.source);
    cache.want(0, 10);
    await older.asked[0]?.answer({ items: ['old'] });
    expect(cache.at(0)).toBeUndefined();
    await newer.asked[0]?.answer({ items: ['new'] });
    expect(cache.at(0)).toBe('new');
  });

  it('asks again for what failed only after a change', async () => {
    const { asked, source } = heldSource();
    const cache = new WindowCache<string>();
    cache.reset(source);
    cache.want(0, 10);
    await asked[0]?.fail();
    const before = asked.length;
    cache.want(0, 11);
    expect(asked.length).toBe(before);
    cache.invalidate(1);
    expect(asked.filter((one) => one.start === 0)).toHaveLength(2);
  });

  it('asks once for a row that two want', async () => {
    const { asked, source } = heldSource();
    const cache = new WindowCache<string>();
    cache.reset(source);
    const both = Promise.all([cache.load(5), cache.load(6)]);
    expect(asked).toHaveLength(1);
    await asked[0]?.answer({});
    expect(await both).toEqual(['row 5', 'row 6']);
  });
});
