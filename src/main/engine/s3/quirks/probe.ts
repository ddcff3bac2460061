import type { Transport } from '../transport/transport.ts';

/** A store that takes longer than this is treated as unknown for now. */
const PROBE_TIMEOUT_MS = 3000;
const MOST_BODY_BYTES = 4096;

/** How a store answered; nothing in it is of the user. */
export interface ProbeAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** What came first: at most 4 KiB, each byte as one character. */
  readonly body: string;
}

/**
 * Asks a store for its root, once, without a signature: that reads nothing and changes nothing, and every store answers it,
 * be it with a refusal. Rejects as the transport does, and with a TimeoutError after three seconds, or `patience` ms where that is longer;
 * a body that breaks off or takes too long is judged by what came of it.
 */
export async function askStore(transport: Transport, endpoint: URL, patience = 0): Promise<ProbeAnswer> {
  const timeout = new AbortController();
  const giveUp = (): void => timeout.abort(new DOMException('no answer', 'TimeoutError'));
  const timer = setTimeout(giveUp, Math.max(PROBE_TIMEOUT_MS, patience));
  try {
    const { status, headers, body } = await transport.request({
      method: 'GET',
      origin: endpoint.origin,
      path: `${endpoint.pathname.replace(/\/+$/, '')}/`,
      headers: { accept: '*/*' },
      priority: 'interactive',
      signal: timeout.signal,
    });
    return { status, headers, body: await beginningOf(body) };
  } finally {
    clearTimeout(timer);
  }
}

async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  try {
    // Leaving the loop destroys the body.
    for await (const piece of body) {
      text += Buffer.from(piece).toString('latin1');
      if (text.length >= MOST_BODY_BYTES) break;
    }
  } catch {
    // The headers and what came are an answer too.
  }
  return text.slice(0, MOST_BODY_BYTES);
}
