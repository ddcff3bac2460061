import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Bandwidth, type Flow } from './bandwidth.ts';

const KIBIBYTE = 1024;
const MEBIBYTE = 1024 * KIBIBYTE;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Something that moves as many bytes as it may, until it is stopped. */
interface Mover {
  moved: number;
  stop(): void;
}

function mover(flow: Flow, work: (mover: Mover, go: () => boolean) => Promise<void>): Mover {
  let going = true;
  const made: Mover = {
    moved: 0,
    stop: () => {
      going = false;
      flow.end();
    },
  };
  void work(made, () => going);
  return made;
}

function uploader(bandwidth: Bandwidth): Mover {
  const flow = bandwidth.flow({ method: 'PUT', priority: 'bulk' });
  return mover(flow, async (made, going) => {
    while (going()) {
      const turn = flow.sending();
      if (turn) await turn;
      made.moved += flow.sent(MEBIBYTE);
    }
  });
}

/** `fixed`: bytes that come at a time, however few were asked for; else a piece or some part of it. */
function downloader(bandwidth: Bandwidth, fixed: number | null = null): Mover {
  const flow = bandwidth.flow({ method: 'GET', priority: 'bulk' });
  return mover(flow, async (made, going) => {
    await flow.receiving();
    for (let number = 0; going(); number += 1) {
      const bytes = fixed ?? Math.ceil(bandwidth.download.pieceBytes / (1 + (number % 3)));
      made.moved += bytes;
      const turn = flow.received(bytes);
      if (turn) await turn;
    }
  });
}

const sum = (movers: readonly Mover[]): number => movers.reduce((all, { moved }) => all + moved, 0);
const seconds = (count: number): Promise<unknown> => vi.advanceTimersByTimeAsync(count * 1000);

/** Bytes within 5 % of what is expected. */
function expectAbout(bytes: number, expected: number): void {
  expect(bytes / expected).toBeGreaterThan(0.95);
  expect(bytes / expected).toBeLessThan(1.05);
}

describe.each([1, 8, 72])('%i requests at a time', (count) => {
  test.each([20 * KIBIBYTE, MEBIBYTE, 50 * MEBIBYTE])(
    '%i bytes per second, each way, over ten seconds',
    async (rate) => {
      const bandwidth = new Bandwidth();
      bandwidth.set({ upload: rate, download: 2 * rate });
      const up = Array.from({ length: count }, () => uploader(bandwidth));
      const down = Array.from({ length: count }, () => downloader(bandwidth));
      await seconds(10);
      expectAbout(sum(up), 10 * rate);
      expectAbout(sum(down), 20 * rate);
      for (const one of [...up, ...down]) one.stop();
    },
  );
});

test('never much more in a second than the limit', async () => {
  const bandwidth = new Bandwidth();
  const rate = 200 * KIBIBYTE;
  bandwidth.set({ upload: null, download: rate });
  // What nobody used cannot be used later.
  await seconds(5);
  const movers = Array.from({ length: 5 }, () => downloader(bandwidth));
  for (let second = 0; second < 5; second += 1) {
    const before = sum(movers);
    await seconds(1);
    expect(sum(movers) - before).toBeLessThanOrEqual(rate * 1.3);
  }
});

test('pieces that come larger than they were asked for are paid off', async () => {
  const bandwidth = new Bandwidth();
  bandwidth.set({ upload: null, download: 20 * KIBIBYTE });
  const movers = Array.from({ length: 4 }, () => downloader(bandwidth, 16 * KIBIBYTE));
  await seconds(100);
  expectAbout(sum(movers), 2000 * KIBIBYTE);
});

test('everybody gets the same, also who comes later and whoever takes small pieces only', async () => {
  const bandwidth = new Bandwidth();
  bandwidth.set({ upload: MEBIBYTE, download: null });
  const early = [uploader(bandwidth), uploader(bandwidth), uploader(bandwidth)];
  await seconds(5);
  const before = early.map(({ moved }) => moved);
  const late = uploader(bandwidth);
  await seconds(10);
  for (const [index, { moved }] of early.entries()) {
    const gained = moved - (before[index] ?? 0);
    expect(Math.abs(gained - late.moved)).toBeLessThanOrEqual(64 * KIBIBYTE);
  }
  expectAbout(late.moved, 2.5 * MEBIBYTE);
});

test('another limit holds at once, for what waits as well', async () => {
  const bandwidth = new Bandwidth();
  bandwidth.set({ upload: null, download: 10 * KIBIBYTE });
  const movers = Array.from({ length: 4 }, () => downloader(bandwidth));
  await seconds(10);
  const slow = sum(movers);
  bandwidth.set({ upload: null, download: MEBIBYTE });
  await seconds(10);
  const fast = sum(movers) - slow;
  bandwidth.set({ upload: null, download: 10 * KIBIBYTE });
  await seconds(100);
  expectAbout(slow, 100 * KIBIBYTE);
  expectAbout(fast, 10 * MEBIBYTE);
  expectAbout(sum(movers) - slow - fast, 1000 * KIBIBYTE);
});

test('without a limit nobody waits, and who waited does so no more', async () => {
  const bandwidth = new Bandwidth();
  const flow = bandwidth.flow({ method: 'PUT', priority: 'bulk' });
  expect([flow.isLimited, flow.sending(), flow.sending()]).toEqual([false, null, null]);
  bandwidth.set({ upload: KIBIBYTE, download: null });
  expect([flow.isLimited, flow.sending()]).toEqual([true, null]);
  const turns = [flow.sending(), bandwidth.flow({ method: 'PUT', priority: 'bulk' }).sending()];
  expect(turns).toEqual([expect.any(Promise), expect.any(Promise)]);
  bandwidth.set({ upload: null, download: null });
  // No time passes.
  await Promise.all(turns);
  expect(flow.sending()).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

test('what somebody waits for before the screen never waits, and is counted', async () => {
  const bandwidth = new Bandwidth();
  bandwidth.set({ upload: 100 * KIBIBYTE, download: 100 * KIBIBYTE });
  const movers = [downloader(bandwidth), uploader(bandwidth)] as const;
  const listing = bandwidth.flow({ method: 'GET', priority: 'interactive' });
  const small = bandwidth.flow({ method: 'PUT', priority: 'interactive' });
  for (let second = 0; second < 10; second += 1) {
    expect(listing.receiving()).toBeNull();
    expect(listing.received(40 * KIBIBYTE)).toBeNull();
    expect([small.sending(), small.sent(10 * KIBIBYTE)]).toEqual([null, 10 * KIBIBYTE]);
    expect([small.sending(), small.sent(10 * KIBIBYTE)]).toEqual([null, 10 * KIBIBYTE]);
    await seconds(1);
  }
  expectAbout(movers[0].moved, 600 * KIBIBYTE);
  expectAbout(movers[1].moved, 800 * KIBIBYTE);
});

test('what came unasked silences nobody for more than ten seconds', async () => {
  const bandwidth = new Bandwidth();
  bandwidth.set({ upload: null, download: 10 * KIBIBYTE });
  bandwidth.flow({ method: 'GET', priority: 'interactive' }).received(100 * MEBIBYTE);
  const one = downloader(bandwidth);
  await seconds(9);
  expect(one.moved).toBe(0);
  await seconds(11);
  expectAbout(one.moved, 100 * KIBIBYTE);
});

test('who is gone takes nothing from the others, and gives back what he has not used', async () => {
  const bandwidth = new Bandwidth();
  bandwidth.set({ upload: null, download: 100 * KIBIBYTE });
  const staying = downloader(bandwidth);
  const leaving = Array.from({ length: 50 }, () => bandwidth.flow({ method: 'GET', priority: 'bulk' }));
  const turns = leaving.map((flow) => flow.receiving());
  expect(turns.every((turn) => turn !== null)).toBe(true);
  for (const flow of leaving.slice(0, 30)) flow.end();
  // Those who are gone are told at once; the others get their turn and use it for nothing.
  await Promise.all(turns.slice(0, 30));
  for (const [index, turn] of turns.entries()) void turn?.then(() => leaving[index]?.end());
  await seconds(20);
  expectAbout(staying.moved, 2000 * KIBIBYTE);
});

test('the answer to an upload does not count, nor wait', () => {
  const bandwidth = new Bandwidth();
  bandwidth.set({ upload: KIBIBYTE, download: KIBIBYTE });
  const flow = bandwidth.flow({ method: 'PUT', priority: 'bulk' });
  expect([flow.receiving(), flow.received(MEBIBYTE), flow.sending()]).toEqual([null, null, null]);
});

test.each([0, -1, 1023, Number.NaN, Number.POSITIVE_INFINITY])('%d is no limit', (rate) => {
  const bandwidth = new Bandwidth();
  for (const limits of [
    { upload: rate, download: null },
    { upload: KIBIBYTE, download: rate },
    { upload: null, download: rate },
  ]) {
    expect(() => bandwidth.set(limits)).toThrow(`${rate} bytes per second`);
  }
  expect(bandwidth.flow({ method: 'PUT', priority: 'bulk' }).isLimited).toBe(false);
});
