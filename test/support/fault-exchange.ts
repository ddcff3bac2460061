import { type Agent, type ClientRequest, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { isRefusal, refuse } from './fault-answers.ts';
import type { Chosen } from './fault-choice.ts';
import { carriesContent, type RequestLog } from './fault-log.ts';
import { flipping, stopping } from './fault-streams.ts';

/** They speak of one connection, and the proxy has two. */
const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'proxy-connection']);
/** A body that does not tell its length is taken for one of so many bytes. */
const PRESUMED_BYTES = 128;

type Body = AsyncGenerator<Buffer, void> | IncomingMessage;

/** One request on its way to the store and back, with what is to happen to it. */
export class FaultExchange {
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ServerResponse;
  readonly #log: RequestLog;
  readonly #chosen: Chosen | null;
  readonly #silence: () => Promise<void>;
  /** Its connection has been broken, as was chosen. */
  #isBroken = false;

  /** `silence` resolves when those that stall may go on. */
  constructor(
    [incoming, outgoing]: readonly [IncomingMessage, ServerResponse],
    log: RequestLog,
    chosen: Chosen | null,
    silence: () => Promise<void>,
  ) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#log = log;
    this.#chosen = chosen;
    this.#silence = silence;
    outgoing.once('close', () => {
      if (chosen && log.fault === null) chosen.giveBack();
    });
  }

  /** Passes it on. Never rejects: what goes wrong beyond the faults is in the log. */
  async run(way: { readonly agent: Agent; readonly target: URL }): Promise<void> {
    const kind = this.#chosen?.fault.kind;
    if (kind === 'reset-before') return this.#reset();
    if (kind === 'stall') {
      this.#log.happened(kind);
      await this.#silence();
      if (this.#outgoing.closed) return;
    }
    if (kind && isRefusal(kind)) {
      this.#log.happened(kind);
      refuse(this.#incoming, this.#outgoing, kind, this.#chosen?.fault.retryAfter);
      return;
    }
    const { hostname, port } = way.target;
    const { method, url, rawHeaders } = this.#incoming;
    const headers = endToEnd(rawHeaders);
    const upstream = request({ agent: way.agent, hostname, port, method, path: url, headers, setHost: false });
    upstream.on('error', (error) => this.#broken(error));
    upstream.once('response', (answer) => this.#answer(answer).catch((error) => this.#broken(error)));
    this.#outgoing.once('close', () => upstream.destroy());
    await this.#send(upstream).catch((error) => this.#broken(error));
  }

  async #send(upstream: ClientRequest): Promise<void> {
    const length = Number(this.#incoming.headers['content-length'] ?? 0);
    const body = this.#through(this.#incoming, length, 'upload', () => {
      upstream.destroy();
      return this.#reset();
    });
    await pipeline(body, upstream);
  }

  async #answer(answer: IncomingMessage): Promise<void> {
    const outgoing = this.#outgoing;
    const kind = this.#chosen?.fault.kind;
    const { statusCode = 502, statusMessage, rawHeaders, headers } = answer;
    this.#log.storeStatus = statusCode;
    if (kind === 'lost-answer') {
      answer.resume().once('end', () => this.#reset());
      return;
    }
    outgoing.writeHead(statusCode, statusMessage, endToEnd(rawHeaders));
    outgoing.flushHeaders();
    this.#log.answers(statusCode, headers.etag ?? '');
    const length = this.#incoming.method === 'HEAD' ? 0 : Number(headers['content-length'] ?? PRESUMED_BYTES);
    let isCut = false;
    const body = this.#through(answer, length, 'download', () => {
      isCut = kind === 'cut';
      if (!isCut) this.#reset();
    });
    await pipeline(body, outgoing, { end: false });
    // The end of the connection instead of the end of the body, behind what has been written.
    if (isCut) outgoing.socket?.destroySoon();
    else if (!this.#isBroken) outgoing.end();
  }

  /** A body as it goes on. `ends`: what to do where it must go no further. */
  #through(source: IncomingMessage, length: number, direction: 'upload' | 'download', ends: () => void): Body {
    if (!this.#chosen || length === 0) return source;
    const { fault, position, bit } = this.#chosen;
    const { kind } = fault;
    const at = Math.floor(position * length);
    const happened = (): void => this.#log.happened(kind);
    const stopsHere =
      kind === `reset-${direction}` || (direction === 'download' && (kind === 'cut' || kind === 'stall-download'));
    if (stopsHere) {
      return stopping(at, async () => {
        happened();
        if (kind === 'stall-download') await this.#silence();
        else ends();
        return kind === 'stall-download';
      })(source);
    }
    const flips = kind === `flip-${direction}` && carriesContent(this.#log, source, direction);
    return flips ? flipping(at, bit, happened)(source) : source;
  }

  #reset(): void {
    this.#isBroken = true;
    if (this.#chosen) this.#log.happened(this.#chosen.fault.kind);
    this.#incoming.socket.resetAndDestroy();
  }

  /** The store, or the client, broke off. */
  #broken(error: Error): void {
    if (this.#isBroken || this.#outgoing.writableFinished) return;
    this.#log.error ??= error.message;
    this.#outgoing.destroy();
  }
}

function endToEnd(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_text, index) => !CONNECTION_HEADERS.has((rawHeaders[index & ~1] as string).toLowerCase()));
}
