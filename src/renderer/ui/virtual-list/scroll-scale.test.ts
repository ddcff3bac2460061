import { describe, expect, it } from 'vitest';
import {
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
