/** Sizes, dates, rates and durations as a person reads them. */
import { text } from '../../shared/text/index.ts';
import { LOCALE } from '../../shared/text/ui-en.ts';

const words = text.ui.format;
const oneDigit = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 });
const noDigit = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
/** 0, 1 and 2 digits after the point, no more and no fewer. */
const fixedDigits = [0, 1, 2].map(
  (digits) => new Intl.NumberFormat(LOCALE, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
);
const timeOfDay = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const shortDate = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' });
const exactDate = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'long' });

const DAY = 86_400_000;

/** `1.2 MB`, in powers of 1,000; bytes below 1,000 are exact. */
export function formatSize(bytes: number): string {
  if (bytes < 1000) return words.exactBytes(bytes);
  let value = bytes;
  let unit = 0;
  // 999.95 would be rounded to "1,000.0", so it belongs to the next unit already.
  while (value >= 999.95 && unit < words.byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${(value < 99.95 ? oneDigit : noDigit).format(value)} ${words.byteUnits[unit]}`;
}

/**
 * A size that changes while it is looked at: three digits always, and the next unit from 900 on, so that neither width nor unit
 * change where it lingers about 1,000. `1.20 MB`, `0.95 GB`.
 */
export function formatChangingSize(bytes: number): string {
  if (bytes < 900) return words.exactBytes(Math.round(bytes));
  let value = bytes;
  let unit = 0;
  while (value >= 899.5 && unit < words.byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return `${fixedDigits[digits]?.format(value)} ${words.byteUnits[unit]}`;
}

export function formatExactSize(bytes: number): string {
  return words.exactBytes(bytes);
}

/** `Today 14:02`, `Yesterday 09:10`, then `18 Nov 2026`. Milliseconds since 1970 UTC, shown in local time. */
export function formatDate(when: number, now: number = Date.now()): string {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  // Not `midnight - DAY`: a day with a change of the clock has 23 or 25 hours.
  const yesterday = new Date(midnight - DAY / 2).setHours(0, 0, 0, 0);
  const tomorrow = new Date(midnight + DAY * 1.5).setHours(0, 0, 0, 0);
  if (when >= midnight && when < tomorrow) return words.today(timeOfDay.format(when));
  if (when >= yesterday && when < midnight) return words.yesterday(timeOfDay.format(when));
  return shortDate.format(when);
}

/** A time within a sentence: `22:05` today, else `29 Nov 2026, 00:30`. Ms since 1970 UTC, shown in local time. */
export function formatMoment(when: number, now: number = Date.now()): string {
  const isToday = new Date(when).toDateString() === new Date(now).toDateString();
  const time = timeOfDay.format(when);
  return isToday ? time : words.dateAndTime(shortDate.format(when), time);
}

/** With seconds and time zone, for hovering. */
export function formatExactDate(when: number): string {
  return exactDate.format(when);
}

export function formatRate(bytesPerSecond: number): string {
  return words.perSecond(formatChangingSize(bytesPerSecond));
}

/** Whole percent, rounded down so that 100 % means done. */
export function formatPercent(fraction: number): string {
  return words.percent(Math.floor(Math.min(1, Math.max(0, fraction)) * 100));
}

/** A length of time in one unit, rounded up: `less than a minute`, `4 minutes`, `2 hours`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 60) return words.lessThanAMinute;
  if (seconds <= 90 * 60) return words.minutes(Math.ceil(seconds / 60));
  if (seconds <= 36 * 3600) return words.hours(Math.ceil(seconds / 3600));
  return words.days(Math.ceil(seconds / 86_400));
}

/** How long something still takes. Below a minute in steps of 5 s, from 30 s on of 10 s: `about 40 seconds`. */
export function formatTimeLeft(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds > 50) return formatDuration(Math.max(60_000, milliseconds));
  const step = seconds > 30 ? 10 : 5;
  return words.aboutSeconds(Math.max(step, Math.ceil(seconds / step) * step));
}
