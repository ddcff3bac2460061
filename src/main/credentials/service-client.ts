/** What the calls to STS and to identity pools have in common. */
import { Readable } from 'node:stream';
import type { PailError } from '../../shared/errors.ts';
import type { StorageCredentials } from '../engine/protocol.ts';
import { libraryHandler } from '../network/library-handler.ts';
import type { ServiceTransport } from '../network/service-network.ts';
import { type Refusal, serviceFailure } from './service-errors.ts';

/** In ms. Everything in the location waits for this one answer. */
const WHOLE_TIMEOUT_MS = 60_000;
/** Nearer than this the clocks count as equal: Date headers are whole seconds, and some time on the way. */
const EQUAL_MS = 2 * 60_000;
/** A refusal is a few hundred bytes; of a page that something in between sent, the beginning is enough. */
const MAX_REFUSAL_BYTES = 65_536;

/** Keys as services answer them. */
interface AnsweredKeys {
  readonly id: string | undefined;
  readonly secret: string | undefined;
  readonly token: string | undefined;
  readonly expiration: Date | undefined;
}

/** The settings of one client of the AWS library, and the service's time by its last answer. */
export interface ServiceCall {
  readonly requestHandler: ReturnType<typeof libraryHandler>;
  /** Ends a call that takes too long in all. */
  readonly abortSignal: AbortSignal;
  /** Keys by the clock of this computer; `null` where the answer lacks any of them. */
  keysOf(answered: AnsweredKeys): StorageCredentials | null;
  /** The failure of a call that threw; `host` is whom it went to. */
  failure(cause: unknown, host: string): PailError;
}

/** Begins a call over a transport. `now`: ms since 1970 UTC, by this computer. */
export function beginCall(transport: ServiceTransport, now: () => number = Date.now): ServiceCall {
  let ahead = 0;
  let refusal: Refusal | null = null;
  const listening: ServiceTransport = {
    request: async (request) => {
      const answer = await transport.request(request);
      if (answer.status < 400) return answer;
      const text = await beginningOf(answer.body);
      refusal = refusalIn(text);
      return { ...answer, body: Readable.from([Buffer.from(text)]) };
    },
    destroy: () => undefined,
  };
  const observe = (date: string | undefined): void => {
    const difference = Date.parse(date ?? '') - now();
    ahead = Math.abs(difference) > EQUAL_MS ? difference : 0;
  };
  return {
    requestHandler: libraryHandler(listening, observe),
    abortSignal: AbortSignal.timeout(WHOLE_TIMEOUT_MS),
    keysOf: ({ id, secret, token, expiration }) => {
      if (!id || !secret || !token) return null;
      return {
        accessKeyId: id,
        secretAccessKey: secret,
        sessionToken: token,
        // Where this computer's clock is wrong, keys would seem to have ended when they come, and be had anew for each request.
        ...(expiration && { expiresAt: expiration.getTime() - ahead }),
      };
    },
    failure: (cause, host) => serviceFailure(cause, host, refusal),
  };
}

/** The code and the words in an XML document, whichever element is around them: the library knows AWS's form only, and Ceph has another. */
function refusalIn(document: string): Refusal | null {
  const of = (name: string): string => new RegExp(`<${name}>([^<]*)</${name}>`).exec(document)?.[1] ?? '';
  const code = of('Code');
  return code === '' ? null : { code, message: of('Message') };
}

async function beginningOf(body: Readable): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    pieces.push(Buffer.from(piece as Uint8Array));
    size += (piece as Uint8Array).length;
    if (size > MAX_REFUSAL_BYTES) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}
