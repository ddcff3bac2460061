import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/model/settings.ts';
import type { EngineOptions } from '../engine/protocol.ts';
import { EngineOptionsTeller, type EngineSettings } from './engine-options.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(2026, 5, 1, 7, 58) });
});
afterEach(() => vi.useRealTimers());

function setUp(change: Partial<EngineSettings> = {}) {
  let settings: EngineSettings = { ...DEFAULT_SETTINGS, certificateAuthorities: null, ...change };
  const told: EngineOptions[] = [];
  const teller = new EngineOptionsTeller(
    () => settings,
    (options) => told.push(options),
  );
  const set = (next: Partial<EngineSettings>): void => {
    settings = { ...settings, ...next };
    teller.update();
  };
  teller.update();
  return { teller, told, set };
}

const schedule = { from: '08:00', to: '18:00', uploadLimit: 100_000, downloadLimit: null };

test('tells what the settings say, and only what concerns the engine', () => {
  const { told } = setUp({ certificateAuthorities: { pem: 'PEM' }, requestsAtOnce: 8 });
  expect(told).toEqual([
    {
      uploadLimit: null,
      downloadLimit: null,
      requestsAtOnce: 8,
      certificateAuthorities: 'PEM',
      proxy: { mode: 'system' },
    },
  ]);
});

test('a change that changes nothing for the engine is not told', () => {
  const { told, set } = setUp();
  set({});
  expect(told).toHaveLength(1);
  set({ proxy: { mode: 'none' } });
  expect(told).toHaveLength(2);
});

test('tells the limits of the schedule when its time has come, and the others when it is over', () => {
  const { told } = setUp({ uploadLimit: 5_000_000, schedule });
  const limits = () => told.map(({ uploadLimit }) => uploadLimit);
  vi.advanceTimersByTime(119_000);
  expect(limits()).toEqual([5_000_000]);
  vi.advanceTimersByTime(1_000);
  expect(limits()).toEqual([5_000_000, 100_000]);
  vi.advanceTimersByTime(10 * 3_600_000);
  expect(limits()).toEqual([5_000_000, 100_000, 5_000_000]);
});

test('a computer that slept over the change notices within a minute', () => {
  const { told } = setUp({ schedule });
  vi.setSystemTime(new Date(2026, 5, 1, 12, 0));
  vi.advanceTimersByTime(60_000);
  expect(told.at(-1)?.uploadLimit).toBe(100_000);
});

test('without a schedule, and once stopped, no timer is left', () => {
  const { teller, set } = setUp({ schedule });
  expect(vi.getTimerCount()).toBe(1);
  set({ schedule: null });
  expect(vi.getTimerCount()).toBe(0);
  set({ schedule });
  teller.stop();
  expect(vi.getTimerCount()).toBe(0);
});
