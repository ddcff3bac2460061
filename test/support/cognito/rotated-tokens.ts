import { randomBytes } from 'node:crypto';

/**
 * Refresh tokens as Cognito rotates them: each refresh gives a new one, and the one before stays good for a grace period.
 * Below, the provider keeps one token for a sign-in, of which all these are names.
 */
export class RotatedTokens {
  readonly #graceMs: number;
  readonly #originals = new Map<string, string>();
  readonly #replacedAt = new Map<string, number>();

  constructor(graceSeconds: number) {
    this.#graceMs = graceSeconds * 1000;
  }

  /** What the provider calls a token; undefined where it was replaced longer ago than the grace period. */
  originalOf(token: string): string | undefined {
    const replacedAt = this.#replacedAt.get(token);
    if (replacedAt !== undefined && Date.now() - replacedAt >= this.#graceMs) return undefined;
    return this.#originals.get(token) ?? token;
  }

  /** A new name for the token that a refresh was asked with, whose own grace period begins. */
  replace(token: string): string {
    const next = randomBytes(48).toString('base64url');
    this.#originals.set(next, this.#originals.get(token) ?? token);
    if (!this.#replacedAt.has(token)) this.#replacedAt.set(token, Date.now());
    return next;
  }
}
