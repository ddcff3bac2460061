import { Readable } from 'node:stream';
import type { ClientRequest, IncomingMessage } from 'electron';
import type { Flow } from '../engine/s3/transport/bandwidth.ts';
import { isLong } from '../engine/s3/transport/slices.ts';
import type { TransportRequest, TransportResponse } from '../engine/s3/transport/transport.ts';
import { IdleWatch } from './idle-watch.ts';
import { NetBody } from './net-body.ts';
import { netError, refusalOf } from './net-errors.ts';

/** What an exchange needs of its transport. */
export interface NetExchangeOptions {
  /** What it takes of the bandwidth; ends with it. */
  readonly flow: Flow;
  /** Ms of silence after which it is given up. */
  readonly idleTimeout: number;
  /** Called when nothing of it is left. */
  readonly ended: (exchange: NetExchange) => void;
}

/** How often it is asked how much has been sent, in ms: Electron does not tell by itself. */
const ASK_SENT_MS = 250;

type RawHeaders = Readonly<Record<string, string | readonly string[]>>;

/** One request of Electron's `net` and its answer. */
export class NetExchange {
  readonly #request: TransportRequest;
  readonly #sent: ClientRequest;
  readonly #resolve: (response: TransportResponse) => void;
  readonly #reject: (error: unknown) => void;
  readonly #flow: Flow;
  readonly #watch: IdleWatch;
  readonly #ended: () => void;
  readonly #asking: NodeJS.Timeout | undefined;
  #body: NetBody | null = null;
  #over = false;

  /** The request must not have been ended yet. */
  constructor(
    request: TransportRequest,
    sent: ClientRequest,
    { flow, idleTimeout, ended }: NetExchangeOptions,
    resolve: (response: TransportResponse) => void,
    reject: (error: unknown) => void,
  ) {
    this.#request = request;
    this.#sent = sent;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#flow = flow;
    this.#ended = () => ended(this);
    this.#watch = new IdleWatch(
      idleTimeout,
      () => sent.getUploadProgress().current ?? 0,
      () => this.fail(netError('net::ERR_TIMED_OUT', request)),
    );
    const { body, onSent } = request;
    this.#asking =
      onSent && body && isLong(body)
        ? setInterval(() => onSent(sent.getUploadProgress().current ?? 0), ASK_SENT_MS).unref()
        : undefined;
    request.signal.addEventListener('abort', this.#aborted);
    // Kerberos and NTLM are Chromium's; a password is nothing that we have. Without this it would wait for one.
    sent.on('login', (_info, answer) => answer());
    sent.on('error', this.#broken);
    sent.on('redirect', (status, _method, _url, headers) => {
      this.#resolve({ status, headers: joined(headers), body: Readable.from([]) });
      this.#end();
    });
    sent.on('response', (message) => this.#answered(message));
  }

  /** Ends it with an error, unless it is over. */
  fail(error: unknown): void {
    if (this.#over) return;
    this.#end();
    this.#reject(error);
    this.#body?.destroy(error as Error);
  }

  #answered(message: IncomingMessage): void {
    clearInterval(this.#asking);
    // Electron's type says less than it is.
    const source = message as unknown as Readable;
    source.on('error', this.#broken);
    const refusal = refusalOf(this.#request, message);
    if (refusal) {
      this.fail(refusal);
      return;
    }
    this.#body = new NetBody(source, this.#watch, this.#flow);
    this.#body.once('close', () => this.#end());
    this.#resolve({ status: message.statusCode, headers: joined(message.headers), body: this.#body });
  }

  readonly #broken = (error: Error): void => this.fail(netError(error.message, this.#request));

  readonly #aborted = (): void => this.fail(this.#request.signal.reason);

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#request.signal.removeEventListener('abort', this.#aborted);
    clearInterval(this.#asking);
    this.#watch.pause();
    this.#flow.end();
    // What is left of an answer must not come; after its end this does nothing.
    this.#sent.abort();
    this.#ended();
  }
}

function joined(headers: RawHeaders): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]));
}
