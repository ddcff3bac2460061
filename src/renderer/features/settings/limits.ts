import { type Limit, MAX_LIMIT_BYTES, MIN_LIMIT_BYTES } from '../../../shared/model/settings.ts';
import { text } from '../../../shared/text/index.ts';

/** As sizes are shown: powers of 1,000. */
const MEGABYTE = 1_000_000;
const NUMBER = /^\d+([.,]\d+)?$/;

/** A limit as people write it, in MB/s; empty for none. */
export function limitText(limit: Limit): string {
  return limit === null ? '' : String(limit / MEGABYTE);
}

/** The limit of a text in MB/s, with a point or a comma; `undefined` for what is none. */
export function parseLimit(value: string): Limit | undefined {
  const trimmed = value.trim();
  if (trimmed === '') return null;
  const bytes = NUMBER.test(trimmed) ? Math.round(Number(trimmed.replace(',', '.')) * MEGABYTE) : Number.NaN;
  return bytes >= MIN_LIMIT_BYTES && bytes <= MAX_LIMIT_BYTES ? bytes : undefined;
}

export function limitProblem(value: string): string | null {
  if (parseLimit(value) !== undefined) return null;
  return text.ui.settings.limitError(MIN_LIMIT_BYTES / MEGABYTE, MAX_LIMIT_BYTES / MEGABYTE);
}
