import { describe, expect, it } from 'vitest';
import {
  followScroll,
  isAdrift,
  isAtEnd,
  MAX_DEVICE_PIXELS,
  maxOffset,
  offsetShowing,
  scaleOf,
  toOffset,
  toScrollTop,
  visibleRows,
} from './scroll-scale.ts';

const geometry = (count: number, devicePixelRatio = 1) => ({ count, rowHeight: 28, viewport: 600, devicePixelRatio });

describe('scaleOf', () => {
  it('is one to one below the cap', () => {
    expect(scaleOf(geometry(1_000_000))).toEqual({ total: 28_000_000, height: 28_000_000, scaled: false });
  });
  it.each([2, 1.5 * 2, 3])('stays below the cap of Chromium at a ratio of %d', (ratio) => {
    const scale = scaleOf(geometry(1_000_000, ratio));
    expect(scale.scaled).toBe(true);
    expect((scale.height + 600) * ratio).toBeLessThanOrEqual(MAX_DEVICE_PIXELS);
  });
});

describe('scaled scrolling', () => {
  const scale = scaleOf(geometry(5_000_000, 2));
  it('reaches the first and the last row', () => {
    expect(toOffset(0, scale, 600)).toBe(0);
    expect(toOffset(scale.height - 600, scale, 600)).toBe(maxOffset(scale, 600));
    expect(visibleRows(maxOffset(scale, 600), geometry(5_000_000, 2))[1]).toBe(4_999_999);
  });
  it('comes back to where it was', () => {
    for (const row of [0, 1, 999_999, 2_500_001, 4_999_000]) {
      const offset = row * 28;
      expect(Math.abs(toOffset(toScrollTop(offset, scale, 600), scale, 600) - offset)).toBeLessThan(0.001);
    }
  });
});

describe('following the element', () => {
  const scale = scaleOf(geometry(1_000_000, 2));
  const bottom = scale.height - 600;
  const at = (offset: number) => ({ offset, scrollTop: toScrollTop(offset, scale, 600) });

  it('moves the list by the same pixels for small movements, wherever it is', () => {
    for (const offset of [0, 10_000, 14_000_000, 27_990_000]) {
      const from = at(offset);
      expect(followScroll(from, from.scrollTop + 120, scale, 600).offset).toBeCloseTo(offset + 120, 6);
    }
  });
  it('scales large movements', () => {
    const to = followScroll(at(0), bottom / 2, scale, 600);
    expect(to.offset / maxOffset(scale, 600)).toBeCloseTo(0.5, 3);
    expect(isAdrift(to, scale, 600)).toBe(false);
  });
  it('drifts with small movements in the middle, and knows it', () => {
    let now = at(14_000_000);
    for (let step = 0; step < 100; step += 1) now = followScroll(now, now.scrollTop + 100, scale, 600);
    expect(now.offset).toBeCloseTo(14_010_000, 3);
    expect(isAdrift(now, scale, 600)).toBe(true);
    expect(isAdrift(at(now.offset), scale, 600)).toBe(false);
  });
  it('reaches both ends pixel by pixel', () => {
    let now = at(maxOffset(scale, 600) - 40_000);
    while (now.scrollTop < bottom) now = followScroll(now, Math.min(bottom, now.scrollTop + 100), scale, 600);
    expect(now.offset).toBeCloseTo(maxOffset(scale, 600), 3);
    expect(isAtEnd(now.scrollTop, scale, 600)).toBe(true);
    now = at(40_000);
    while (now.scrollTop > 0) now = followScroll(now, Math.max(0, now.scrollTop - 100), scale, 600);
    expect(now.offset).toBeCloseTo(0, 3);
  });
  it('never goes back on the way down', () => {
    let last = -1;
    for (let scrollTop = 0; scrollTop <= bottom; scrollTop += bottom / 5000) {
      const offset = toOffset(scrollTop, scale, 600);
      expect(offset).toBeGreaterThan(last);
      last = offset;
    }
  });
  it('is exact where nothing is scaled', () => {
    const plain = scaleOf(geometry(1000));
    expect(followScroll({ offset: 5, scrollTop: 5 }, 105, plain, 600)).toEqual({ offset: 105, scrollTop: 105 });
    expect(isAdrift({ offset: 105, scrollTop: 105 }, plain, 600)).toBe(false);
  });
});

describe('visibleRows', () => {
  it('counts rows that are partly on screen', () => {
    expect(visibleRows(0, geometry(100))).toEqual([0, 21]);
    expect(visibleRows(27, geometry(100))).toEqual([0, 22]);
    expect(visibleRows(28, geometry(100))).toEqual([1, 22]);
  });
  it('has none in an empty list', () => expect(visibleRows(0, geometry(0))).toEqual([0, -1]));
  it('follows a list that became shorter', () => expect(visibleRows(9000, geometry(10))).toEqual([9, 9]));
});

describe('offsetShowing', () => {
  it('moves as little as possible', () => {
    expect(offsetShowing(5, 0, geometry(100))).toBe(0);
    expect(offsetShowing(0, 100, geometry(100))).toBe(0);
    expect(offsetShowing(50, 0, geometry(100))).toBe(51 * 28 - 600);
  });
});
