import { type Limit, MAX_LIMIT_BYTES, MIN_LIMIT_BYTES } from '../../../shared/model/settings.ts';
import { text } from '../../../shared/text/index.ts';

/** As sizes are shown: powers of 1,000. */
const MEGABYTE = 1_000_000;
/** A number, with or without a unit: `2.5`, `2,5 MB/s`, `500 KB/s`. Megabits are none of them. */
const LIMIT = /^(\d+(?:[.,]\d+)?)\s*(?:([kmg]?)b?(?:\/s|ps)?)?$/i;
const UNITS: Readonly<Record<string, number>> = { '': MEGABYTE, k: 1000, m: MEGABYTE, g: 1_000_000_000 };

/** A limit as people write it, in MB/s; empty for none. */
export function limitText(limit: Limit): string {
  return limit === null ? '' : String(limit / MEGABYTE);
}

/** The limit of a text, in MB/s where it names no unit; `undefined` for what is none. */
export function parseLimit(value: string): Limit | undefined {
  const trimmed = value.trim();
  if (trimmed === '') return null;
  const [, number, unit = ''] = LIMIT.exec(trimmed) ?? [];
  const bytes = number ? Math.round(Number(number.replace(',', '.')) * (UNITS[unit.toLowerCase()] ?? 0)) : Number.NaN;
  return bytes >= MIN_LIMIT_BYTES && bytes <= MAX_LIMIT_BYTES ? bytes : undefined;
}

export function limitProblem(value: string): string | null {
  if (parseLimit(value) !== undefined) return null;
  return text.ui.settings.limitError(MIN_LIMIT_BYTES / MEGABYTE, MAX_LIMIT_BYTES / MEGABYTE);
}
