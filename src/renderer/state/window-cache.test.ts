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

  it('keeps an item that looks the same, so that nobody has to look again', async () => {
    const items = [{ name: 'a' }, { name: 'b' }];
    const answers = [items, [{ name: 'a' }, { name: 'changed' }]];
    let version = 0;
    const cache = new WindowCache<{ name: string }>((one, other) => one.name === other.name);
    cache.reset(async (start) => {
      if (start > 0) return { start, version, items: [] };
      version += 1;
      return { start, version, items: answers[version - 1] ?? [] };
    });
    await cache.load(0);
    cache.invalidate(2);
    cache.want(0, 1);
    await new Promise((done) => setTimeout(done));
    expect(cache.at(0)).toBe(items[0]);
    expect(cache.at(1)).toEqual({ name: 'changed' });
  });

  it('finds items of the latest version only', async () => {
    const { asked, source } = heldSource();
    const cache = new WindowCache<string>();
    cache.reset(source);
    cache.invalidate(1);
    cache.want(0, 10);
    await asked[0]?.answer({});
    expect(cache.indexOf((item) => item === 'row 7')).toBe(7);
    cache.invalidate(2);
    expect(cache.indexOf((item) => item === 'row 7')).toBe(-1);
  });
});
