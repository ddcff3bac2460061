/** What an account may see, and why: for the person, and for whoever helps them. Holds no token and no key. */
import type { MappingExplanation } from './explanation.ts';

/** One claim of the ID token, as text. */
export interface ShownClaim {
  readonly name: string;
  /** A text as it is, all else as JSON; at most {@link MAX_SHOWN_VALUE} characters, the last one `…` where it was longer. */
  readonly value: string;
}

export const MAX_SHOWN_VALUE = 500;

/** Keys that locations of the account are reached with. */
export interface ShownKeys {
  readonly sourceId: string;
  readonly kind: string;
  /** Null where the source names no role. */
  readonly roleArn: string | null;
  /** `held`: good until `until`; `none`: not asked for yet, or at their end. */
  readonly state: 'held' | 'none';
  /** Ms since 1970 UTC; null for keys that do not end, and where none are held. */
  readonly until: number | null;
}

export interface AccountAccess {
  readonly displayName: string;
  readonly profileName: string;
  readonly issuer: string;
  readonly state: 'active' | 'expired';
  /** Ms since 1970 UTC: the end of the ID token. */
  readonly tokenUntil: number;
  /** True where a new token comes by itself before that. */
  readonly renews: boolean;
  /** True where the next run of Pail is signed in, too. */
  readonly remembered: boolean;
  /** In the order of their names. */
  readonly claims: readonly ShownClaim[];
  readonly keys: readonly ShownKeys[];
  readonly explanation: MappingExplanation;
}

/** A claim's value as text. */
export function shownClaim(name: string, value: unknown): ShownClaim {
  const whole = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return { name, value: whole.length > MAX_SHOWN_VALUE ? `${whole.slice(0, MAX_SHOWN_VALUE - 1)}…` : whole };
}
