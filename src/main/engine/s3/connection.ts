import type { QuirkDecision, Quirks } from '../../../shared/model/quirks.ts';
import { MAX_REQUESTS_AT_ONCE } from '../../../shared/model/settings.ts';
import type { EngineOptions, StorageSettings } from '../protocol.ts';
import { ObservedClock } from './clock.ts';
import { endpointOf } from './endpoint.ts';
import { Pacer } from './pacer.ts';
import { askStore } from './quirks/probe.ts';
import { QuirkFinder } from './quirks/quirk-finder.ts';
import { Reach, watched } from './reach.ts';
import { BackoffPolicy } from './retries.ts';
import type { Bandwidth } from './transport/bandwidth.ts';
import { ChoosingTransport, type SystemNetwork } from './transport/choosing-transport.ts';
import { trustingBehindProxies } from './transport/system-way.ts';
import type { Transport } from './transport/transport.ts';
import { CONNECT_TIMEOUT_MS, UndiciTransport } from './transport/undici-transport.ts';

/** What came of one attempt that did not succeed. */
export interface FailedAttempt {
  /** HTTP status; `undefined` where there was no answer. */
  readonly status: number | undefined;
  /** S3 error code such as `SlowDown`; empty where there is none. */
  readonly code: string;
  /** Network error code such as `ECONNRESET`; empty where there was an answer. */
  readonly networkCode: string;
  /** What Retry-After asked for, in ms. */
  readonly retryAfter: number | undefined;
}

/** Decides about repeating: by class of error, with full jitter, within a budget that all requests of an endpoint share. */
export interface RetryPolicy {
  /** Ms to wait before the next attempt; `null`: that was the last. `attempt` is 1 for the first. */
  delayAfter(attempt: number, failed: FailedAttempt): number | null;
  /** Fills the budget again. */
  succeeded(): void;
}

/** The store's clock: signatures bear its time, not ours. */
export interface StoreClock {
  /** Ms since 1970 UTC by the store's clock, as far as it is known. */
  now(): number;
  /** The same without leaving out what signatures bear: what the store says of a time is about this, give or take seconds. */
  storeTime(): number;
  /** Store minus local, in ms; 0 until an answer has told. */
  readonly skew: number;
  /** Hears the Date header of an answer. */
  observe(date: string | undefined): void;
}

/** What a person has set that concerns connections. */
export type ConnectionOptions = Pick<EngineOptions, 'requestsAtOnce' | 'certificateAuthorities' | 'proxy'>;

/** What all clients of one endpoint share, whatever keys they have. */
export interface Connection {
  /** Paced: it lets through as many requests at a time as the endpoint bears. */
  readonly transport: Transport;
  /** Whether a person limits what goes up, at this moment. */
  readonly limitsUploads: boolean;
  readonly retries: RetryPolicy;
  readonly clock: StoreClock;
  /** Nobody answers there at the moment, whoever asks. Known where {@link NetworkSettings.reachChanged} is given. */
  readonly isLost: boolean;
  /** How the store differs; may ask it once, harmlessly. Never rejects: an unknown store gets the careful defaults. */
  quirks(signal: AbortSignal): Promise<Quirks>;
  /** As {@link quirks}, and how that is known. Never rejects. */
  decide(signal: AbortSignal): Promise<QuirkDecision>;
  /** Holds for requests from now on; those that are under way end as they began. */
  setOptions(options: ConnectionOptions): void;
  destroy(): void;
}

/** The network as the process has it. All left out: connections straight to the store, by Node. */
export interface NetworkSettings {
  /** `http[s]://[user:password@]host[:port]` of a proxy for every connection that Node makes. */
  readonly proxy?: string;
  /** The operating system's own network, for what needs its proxies or its trust. */
  readonly system?: SystemNetwork;
  /** What all connections together may move. Left out: all that there is. */
  readonly bandwidth?: Bandwidth;
  /** Hears that a store cannot be reached any more, or again. Left out: nobody looks after that. */
  readonly reachChanged?: () => void;
}

/** The connection to a store. Costs nothing before its first request. */
export function createConnection(storage: StorageSettings, network: NetworkSettings = {}): Connection {
  const {
    certificateAuthorities,
    connectTimeout = CONNECT_TIMEOUT_MS,
    idleTimeout,
    requestsAtOnce = MAX_REQUESTS_AT_ONCE,
  } = storage;
  const { proxy, system, bandwidth, reachChanged } = network;
  const node = new UndiciTransport({ certificateAuthorities, proxy, bandwidth, connectTimeout, idleTimeout });
  let trusted: string | null = null;
  const authorities = (): string | undefined =>
    [certificateAuthorities ?? '', trusted ?? ''].filter((pem) => pem !== '').join('\n') || undefined;
  const choosing = system ? new ChoosingTransport(node, trustingBehindProxies(system, authorities), bandwidth) : null;
  const way = choosing ?? node;
  // A store that requests would still connect to is not lost before the time for that is over.
  const look = (): Promise<unknown> => askStore(way, endpointOf(storage), connectTimeout);
  const reach = reachChanged ? new Reach({ look, changed: reachChanged }) : null;
  const transport = new Pacer(reach ? watched(way, reach) : way);
  transport.most = requestsAtOnce;
  const quirks = new QuirkFinder(storage, transport);
  return {
    transport,
    get limitsUploads() {
      return bandwidth?.limitsUploads ?? false;
    },
    retries: new BackoffPolicy(),
    clock: new ObservedClock(),
    get isLost() {
      return reach?.lost ?? false;
    },
    quirks: async (signal) => (await quirks.find(signal)).quirks,
    decide: (signal) => quirks.find(signal),
    setOptions: (options) => {
      transport.most = Math.min(options.requestsAtOnce, requestsAtOnce);
      if (options.certificateAuthorities !== trusted) {
        trusted = options.certificateAuthorities;
        node.trust(authorities());
      }
      choosing?.forget();
    },
    destroy: () => transport.destroy(),
  };
}
