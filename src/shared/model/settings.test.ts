import { describe, expect, it, test } from 'vitest';
import { isSchedule, limitsAt, minutesOf, proxyAddress } from './settings.ts';

const all = { uploadLimit: 5_000_000, downloadLimit: null };
const slow = { uploadLimit: 100_000, downloadLimit: 200_000 };
const at = (day: number, hours: number, minutes: number, seconds = 0) =>
  new Date(2026, 5, day, hours, minutes, seconds);

describe('limitsAt', () => {
  it('has no end without a schedule', () => {
    expect(limitsAt({ ...all, schedule: null }, at(1, 12, 0))).toEqual({ ...all, until: null });
  });

  it.each([
    ['before it', at(1, 7, 59, 59), all, at(1, 8, 0)],
    ['at its first moment', at(1, 8, 0), slow, at(1, 18, 30)],
    ['within it', at(1, 18, 29, 59), slow, at(1, 18, 30)],
    ['at its end', at(1, 18, 30), all, at(2, 8, 0)],
    ['on the last evening of a month', at(30, 20, 0), all, at(31, 8, 0)],
  ])('%s', (_when, date, limits, until) => {
    const schedule = { from: '08:00', to: '18:30', ...slow };
    expect(limitsAt({ ...all, schedule }, date)).toEqual({ ...limits, until: until.getTime() });
  });

  it.each([
    ['in the evening', at(1, 22, 0), slow, at(2, 6, 0)],
    ['at midnight', at(2, 0, 0), slow, at(2, 6, 0)],
    ['in the morning', at(2, 6, 0), all, at(2, 22, 0)],
  ])('passes midnight: %s', (_when, date, limits, until) => {
    const schedule = { from: '22:00', to: '06:00', ...slow };
    expect(limitsAt({ ...all, schedule }, date)).toEqual({ ...limits, until: until.getTime() });
  });

  it('always changes later than now, and then to the other limits', () => {
    const schedule = { from: '01:30', to: '02:30', ...slow };
    for (let hour = 0; hour < 24 * 366; hour += 1) {
      const now = new Date(2026, 0, 1, hour);
      const { until } = limitsAt({ ...all, schedule }, now);
      expect(until).toBeGreaterThan(now.getTime());
      expect((until ?? 0) - now.getTime()).toBeLessThanOrEqual(26 * 3_600_000);
    }
  });
});

test.each(['24:00', '7:00', '07:60', '', '07:00:00', 'ab:cd'])('%s is no time of day', (time) => {
  expect(minutesOf(time)).toBeNull();
  expect(isSchedule({ from: time, to: '08:00' })).toBe(false);
});

test('a schedule has two times that differ', () => {
  expect(isSchedule({ from: '07:00', to: '06:59' })).toBe(true);
  expect(isSchedule({ from: '07:00', to: '07:00' })).toBe(false);
});

test.each([
  ['http://proxy.example:3128', 'http://proxy.example:3128'],
  [' HTTPS://Proxy.Example:443/ ', 'https://proxy.example:443'],
  ['http://10.0.0.1:80', 'http://10.0.0.1:80'],
  ['http://[::1]:8080', 'http://[::1]:8080'],
])('%s is a proxy', (text, address) => {
  expect(proxyAddress(text)).toBe(address);
});

test.each([
  ...['', 'proxy.example:3128', 'http://proxy.example', 'socks5://proxy.example:1080', 'file:///etc/passwd'],
  ...['http://ana:word@proxy.example:3128', 'http://proxy.example:3128/path', 'http://proxy.example:0'],
  ...[
    'http://proxy.example:99999',
    'http://a:1;https=b:2',
    'http://a:1,b:2',
    'http://a;b:2',
    'http://a,b:2',
    'http://a b:2',
  ],
])('%s is none', (text) => {
  expect(proxyAddress(text)).toBeNull();
});
