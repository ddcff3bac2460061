/** What is known about this Pail and the stores that it works with, for whoever looks for a fault. */
import type { Failure } from '../errors.ts';
import { text } from '../text/index.ts';
import type { BuildKind } from './build.ts';
import type { QuirkDecision, Quirks } from './quirks.ts';

/** One respect in which a store is not treated as one of which nothing is known, or in which the profile has its word. */
export interface QuirkFact {
  readonly name: keyof Quirks;
  readonly value: string;
  /** The profile says so, in place of what Pail knows or found out. */
  readonly fromProfile: boolean;
}

export interface StoreFacts {
  /** Of its endpoint, with the port where it is not the usual one. */
  readonly host: string;
  readonly provider: string | null;
  readonly decidedBy: QuirkDecision['decidedBy'];
  readonly quirks: readonly QuirkFact[];
  /** The store's clock minus this computer's, in ms; 0 where they agree, and until an answer has told. */
  readonly clockSkew: number;
}

export interface LocationDiagnostics {
  readonly locationId: string;
  readonly label: string;
  /** What is known of its store; a failure where that could not be asked. */
  readonly store: StoreFacts | Failure;
}

export interface Diagnostics {
  readonly versions: {
    readonly pail: string;
    readonly electron: string;
    readonly chrome: string;
    readonly node: string;
    /** Name, release and processor of the operating system. */
    readonly os: string;
  };
  readonly build: BuildKind;
  /** `memory`: the OS has no usable keyring. */
  readonly secretStorage: 'keyring' | 'memory';
  /** The clocks of the sign-in services minus this computer's, in ms; `null` where no answer told. */
  readonly signInClocks: readonly { readonly host: string; readonly skew: number | null }[];
  readonly engine: {
    /** `null` while there is none. */
    readonly pid: number | null;
    /** Ms since 1970 UTC; `null` while it does not run. */
    readonly startedAt: number | null;
    /** How many times it was started again in this run of Pail. */
    readonly restarts: number;
    /** What the one that died last ended with; `null` where none has. */
    readonly lastExit: number | null;
  };
  readonly locations: readonly LocationDiagnostics[];
  /** Whether transfers of accounts that are not signed in wait on this computer; `null` where the engine does not tell. */
  readonly othersWait: boolean | null;
}

/** Tells the two forms of {@link LocationDiagnostics.store} apart. */
export function isKnown(store: StoreFacts | Failure): store is StoreFacts {
  return 'decidedBy' in store;
}

/** Locations whose store is known by the same facts, which are then said once. */
export interface StoreGroup {
  /** Of any of them. */
  readonly locationId: string;
  readonly labels: readonly string[];
  readonly store: StoreFacts | Failure;
}

/** Locations by their stores, in the order of the first of each. */
export function byStore(locations: readonly LocationDiagnostics[]): StoreGroup[] {
  const groups = new Map<string, StoreGroup>();
  for (const { locationId, label, store } of locations) {
    const facts = JSON.stringify(store);
    const known = groups.get(facts);
    groups.set(facts, known ? { ...known, labels: [...known.labels, label] } : { locationId, labels: [label], store });
  }
  return [...groups.values()];
}

/** A label and what is to be said there. */
export type Fact = readonly [label: string, value: string];

/** Pail itself and its engine, in words. `when` writes a time (ms since 1970 UTC). */
export function pailFacts(
  { versions, build, secretStorage, signInClocks, engine, othersWait }: Diagnostics,
  when: (time: number) => string,
): Fact[] {
  const words = text.ui.diagnostics;
  const aboutBuild = text.about.builds[build];
  const { pid, startedAt, restarts, lastExit } = engine;
  return [
    [words.pail, versions.pail],
    ...(aboutBuild === null ? [] : [[words.build, aboutBuild] as const]),
    [words.electron, versions.electron],
    [words.chrome, versions.chrome],
    [words.node, versions.node],
    [words.os, versions.os],
    [words.secrets, words.secretStorage[secretStorage]],
    ...signInClocks.map(({ host, skew }) => [words.clockOf(host), words.clockSkew(skew ?? 0)] as const),
    [words.engine, startedAt === null ? words.engineDown : words.engineRunning(pid, when(startedAt), restarts)],
    ...(lastExit === null ? [] : [[words.engineEnd, words.exitCode(lastExit)] as const]),
    ...(othersWait ? [[words.transfers, words.othersWait] as const] : []),
  ];
}

/** A store, in words. */
export function storeFacts(store: StoreFacts | Failure): Fact[] {
  const words = text.ui.diagnostics;
  if (!isKnown(store)) return [[words.failed, store.message]];
  const { host, provider, decidedBy, clockSkew, quirks } = store;
  return [
    [words.host, host],
    [words.provider, provider ?? words.unknownProvider],
    [words.decidedBy, words.decided[decidedBy]],
    [words.clock, words.clockSkew(clockSkew)],
    [
      words.quirks,
      quirks.map(({ name, value, fromProfile }) => words.quirk(name, value, fromProfile)).join(', ') || words.noQuirks,
    ],
  ];
}
