/** Fetches a profile file from an address: bounded, without cookies, and never from somewhere less safe than was asked for. */
import { PailError } from '../../shared/errors.ts';
import { isSecureAddress } from '../../shared/model/profile/fields.ts';
import { MAX_PROFILE_FILE_BYTES, type ProfileFile, parseProfileFile } from './profile-file.ts';

const LIMIT_MS = 30_000;
const MOST_REDIRECTS = 5;

/** One answer of a server; whoever does not read the body to its end calls `close`. */
export interface HttpAnswer {
  readonly status: number;
  /** Where a redirect leads. */
  readonly location: string | null;
  readonly body: AsyncIterable<Uint8Array>;
  close(): void;
}

/** Asks for one address by GET, with no cookies and no other credentials, and follows no redirect. Rejects on `signal`. */
export type HttpGet = (url: URL, signal: AbortSignal) => Promise<HttpAnswer>;

function failed(url: URL, reason: string, cause?: unknown): PailError {
  return new PailError('profile-download-failed', { subject: url.host, reason }, { cause });
}

/** Where a redirect leads: to the same scheme only, so that https never ends in plain http. */
function redirected(from: URL, location: string | null): URL {
  const to = location !== null && URL.canParse(location, from.href) ? new URL(location, from.href) : null;
  if (!to) throw failed(from, 'it leads nowhere');
  if (to.protocol !== from.protocol || !isSecureAddress(to.href))
    throw failed(from, 'it leads to an address that is not safe');
  return to;
}

async function read(answer: HttpAnswer, url: URL): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of answer.body) {
    length += chunk.byteLength;
    if (length > MAX_PROFILE_FILE_BYTES) throw new PailError('profile-too-large', { subject: url.host });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function fetchBytes(start: URL, get: HttpGet, signal: AbortSignal): Promise<Uint8Array> {
  let url = start;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    if (!isSecureAddress(url.href)) throw failed(url, 'its address is not safe');
    const answer = await get(url, signal);
    try {
      if (answer.status === 200) return await read(answer, url);
      if (![301, 302, 303, 307, 308].includes(answer.status)) throw failed(url, `it answers ${answer.status}`);
      url = redirected(url, answer.location);
    } finally {
      answer.close();
    }
  }
  throw failed(start, 'it leads from one address to the next');
}

/** Rejects when time is up, also where whoever was asked to stop goes on. */
function timeUp(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
}

/**
 * Fetches and parses a profile file, within `limitMs` (30 s). Throws PailError `profile-download-failed`, and what
 * {@link parseProfileFile} throws, with the host for the name of the file.
 */
export async function downloadProfile(url: URL, get: HttpGet, limitMs = LIMIT_MS): Promise<ProfileFile> {
  const signal = AbortSignal.timeout(limitMs);
  let bytes: Uint8Array;
  try {
    bytes = await Promise.race([fetchBytes(url, get, signal), timeUp(signal)]);
  } catch (cause) {
    if (cause instanceof PailError) throw cause;
    const reason = signal.aborted ? 'it takes too long' : 'it cannot be reached';
    throw failed(url, reason, cause);
  }
  return parseProfileFile(bytes, url.host);
}
