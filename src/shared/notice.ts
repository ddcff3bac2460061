import type { Notice } from './api.ts';
import type { Failure } from './errors.ts';

/** A failure that nobody asked about, as a notice. */
export function failureNotice({ message, code, detail }: Failure): Notice {
  return { kind: 'error', message, details: JSON.stringify({ code, ...detail }, null, 2) };
}
