import { setTimeout as delay } from 'node:timers/promises';
import type { QuirkDecision, QuirkOverrides, Quirks } from '../../../../shared/model/quirks.ts';
import type { StorageSettings } from '../../protocol.ts';
import { endpointOf } from '../endpoint.ts';
import type { Transport } from '../transport/transport.ts';
import { CAREFUL_QUIRKS } from './careful.ts';
import { askStore, type ProbeAnswer } from './probe.ts';
import { PROVIDERS, type Provider } from './providers.ts';
import { byAnswer, byHost } from './recognise.ts';

/** A store that cannot answer just now is asked so often in a row... */
const TRIES = 3;
/** ...after waits of this in ms, and twice this. */
const FIRST_WAIT_MS = 100;
const TOO_MANY_REQUESTS = 429;
const SERVER_ERROR = 500;
/** So long a store that did not answer is left alone, and treated as unknown. */
const ASK_AGAIN_MS = 30_000;

/** What a test may put in place of the real thing. */
export interface QuirkFinderParts {
  readonly table?: readonly Provider[];
  /** Ms of a clock that only goes forward. */
  readonly now?: () => number;
  /** Resolves after so many ms. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/**
 * Finds out how one store differs. What the profile says goes before what the endpoint's name tells, that before how the
 * store answers a harmless request, and that before the careful default. The store is asked at most once by all who wait, and
 * the answer is remembered; only a store that did not answer, or was too busy to, is asked again: at once, and later. What something
 * before it says (503) tells nothing of the store, and to remember that would leave what comes from it unchecked for good.
 */
export class QuirkFinder {
  readonly #storage: StorageSettings;
  readonly #transport: Transport;
  readonly #endpoint: URL;
  readonly #table: readonly Provider[];
  readonly #now: () => number;
  readonly #wait: (ms: number) => Promise<unknown>;
  #decision: QuirkDecision | null = null;
  #asking: Promise<QuirkDecision> | null = null;
  #askNotBefore = Number.NEGATIVE_INFINITY;

  constructor(storage: StorageSettings, transport: Transport, parts: QuirkFinderParts = {}) {
    this.#storage = storage;
    this.#transport = transport;
    this.#endpoint = endpointOf(storage);
    this.#table = parts.table ?? PROVIDERS;
    this.#now = parts.now ?? (() => performance.now());
    this.#wait = parts.wait ?? delay;
  }

  /** How the store differs. Never rejects; once `signal` is aborted it answers at once, with the careful default if need be. */
  async find(signal: AbortSignal): Promise<QuirkDecision> {
    this.#decision ??= this.#withoutAsking();
    if (this.#decision) return this.#decision;
    const unknown = decide(this.#storage, null, 'default');
    if (signal.aborted || this.#now() < this.#askNotBefore) return unknown;
    this.#asking ??= this.#ask(unknown).finally(() => {
      this.#asking = null;
    });
    return unlessAborted(this.#asking, signal, unknown);
  }

  #withoutAsking(): QuirkDecision | null {
    const known = byHost(this.#endpoint, this.#table);
    if (saysAll(this.#storage.quirks)) return decide(this.#storage, known, 'profile');
    return known && decide(this.#storage, known, 'endpoint');
  }

  async #ask(unknown: QuirkDecision): Promise<QuirkDecision> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      if (attempt > 1) await this.#wait(FIRST_WAIT_MS * (attempt - 1));
      try {
        const answer = await askStore(this.#transport, this.#endpoint);
        const known = byAnswer(answer, this.#table);
        if (!known && isBusy(answer)) continue;
        this.#decision = known ? decide(this.#storage, known, 'probe') : unknown;
        return this.#decision;
      } catch (error) {
        // Whoever needs the store hears from it what is wrong; here it only means that nothing is known yet.
        if ((error as Error).name === 'TimeoutError') break;
      }
    }
    this.#askNotBefore = this.#now() + ASK_AGAIN_MS;
    return unknown;
  }
}

/** Such an answer may be from something before the store. */
function isBusy({ status }: ProbeAnswer): boolean {
  return status === TOO_MANY_REQUESTS || status >= SERVER_ERROR;
}

/** In what these are not the careful default. */
export function differingFromCareful(quirks: Quirks): Array<keyof Quirks> {
  return NAMES.filter((name) => quirks[name] !== CAREFUL_QUIRKS[name]);
}

function decide(
  storage: StorageSettings,
  known: Provider | null,
  decidedBy: QuirkDecision['decidedBy'],
): QuirkDecision {
  const overrides: QuirkOverrides = {
    // Left out of a profile it reads as false, so only a demand for it counts.
    ...(storage.pathStyle && { pathStyle: true }),
    ...withoutGaps(storage.quirks),
  };
  const said = { ...withoutGaps(known?.quirks), ...overrides };
  // What is honoured is taken.
  const toleratesConditions = said.conditionalPut === true || said.conditionalComplete === true;
  return {
    provider: known?.name ?? null,
    decidedBy,
    quirks: { ...CAREFUL_QUIRKS, toleratesConditions, ...said } as Quirks,
    overridden: NAMES.filter((name) => overrides[name] !== undefined),
  };
}

const NAMES = Object.keys(CAREFUL_QUIRKS) as Array<keyof Quirks>;

/** Without what is there and undefined, which would hide the value below it. */
function withoutGaps(overrides: QuirkOverrides = {}): QuirkOverrides {
  return Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
}

function saysAll(overrides: QuirkOverrides = {}): boolean {
  return NAMES.every((name) => overrides[name] !== undefined);
}

/** The value, or `instead` as soon as the signal is aborted. */
function unlessAborted<T>(value: Promise<T>, signal: AbortSignal, instead: T): Promise<T> {
  return new Promise((resolve) => {
    const leave = (): void => resolve(instead);
    signal.addEventListener('abort', leave, { once: true });
    value.then((found) => {
      signal.removeEventListener('abort', leave);
      resolve(found);
    }, leave);
  });
}
