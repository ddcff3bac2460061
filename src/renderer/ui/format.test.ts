import { describe, expect, it } from 'vitest';
import {
  formatChangingSize,
  formatDate,
  formatDuration,
  formatMoment,
  formatPercent,
  formatSize,
  formatTimeLeft,
} from './format.ts';

describe('formatSize', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 KB'],
    [1_200_000, '1.2 MB'],
    [340_000, '340 KB'],
    [99_949, '99.9 KB'],
    [99_960, '100 KB'],
    [999_949, '1,000 KB'],
    [999_950, '1 MB'],
    [38_000_000_000, '38 GB'],
    [5e18, '5,000 PB'],
  ])('%d is %s', (bytes, words) => expect(formatSize(bytes)).toBe(words));
});

describe('formatChangingSize', () => {
  it.each([
    [0, '0 bytes'],
    [899, '899 bytes'],
    [900, '0.90 KB'],
    [1000, '1.00 KB'],
    [9_994, '9.99 KB'],
    [9_996, '10.0 KB'],
    [99_960, '100 KB'],
    [899_400, '899 KB'],
    [899_600, '0.90 MB'],
    [999_000, '1.00 MB'],
    [1_001_000, '1.00 MB'],
    [2_500_000, '2.50 MB'],
    [150_000_000, '150 MB'],
  ])('%d is %s', (bytes, words) => expect(formatChangingSize(bytes)).toBe(words));
});

describe('formatTimeLeft', () => {
  it.each([
    [-5, 'about 5 seconds'],
    [12_000, 'about 15 seconds'],
    [30_000, 'about 30 seconds'],
    [31_000, 'about 40 seconds'],
    [50_001, '1 minute'],
    [61_000, '2 minutes'],
  ])('%d ms is %s', (milliseconds, words) => expect(formatTimeLeft(milliseconds)).toBe(words));
});

it('formatMoment is the time where that is enough', () => {
  const now = new Date(2026, 10, 18, 23, 40).getTime();
  expect(formatMoment(new Date(2026, 10, 18, 23, 50).getTime(), now)).toBe('23:50');
  expect(formatMoment(new Date(2026, 10, 19, 0, 30).getTime(), now)).toBe('19 Nov 2026, 00:30');
});

describe('formatDate', () => {
  const now = new Date(2026, 10, 18, 15, 0).getTime();
  const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute).getTime();
  it('is relative for two days', () => {
    expect(formatDate(at(18, 14, 2), now)).toBe('Today 14:02');
    expect(formatDate(at(18, 0, 0), now)).toBe('Today 00:00');
    expect(formatDate(at(17, 23, 59), now)).toBe('Yesterday 23:59');
    expect(formatDate(at(17, 0, 0), now)).toBe('Yesterday 00:00');
  });
  it('is short before that and for the future', () => {
    expect(formatDate(at(16, 23, 59), now)).toBe('16 Nov 2026');
    expect(formatDate(at(19, 0, 0), now)).toBe('19 Nov 2026');
  });
});

describe('formatDuration', () => {
  it.each([
    [-5, 'less than a minute'],
    [59_999, 'less than a minute'],
    [60_000, '1 minute'],
    [61_000, '2 minutes'],
    [90 * 60_000, '90 minutes'],
    [2 * 3_600_000, '2 hours'],
    [40 * 3_600_000, '2 days'],
  ])('%d ms is %s', (milliseconds, words) => expect(formatDuration(milliseconds)).toBe(words));
});

it('never rounds up to 100 %', () => {
  expect(formatPercent(0.999)).toBe('99 %');
  expect(formatPercent(1)).toBe('100 %');
});
