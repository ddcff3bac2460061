import { PailError } from '../../shared/errors.ts';
import type { SignInState } from '../../shared/model/account.ts';
import type { CallbackParameters } from '../platform/deep-link.ts';
import { SignInAttempt } from './sign-in-attempt.ts';

const IDLE: SignInState = { phase: 'idle' };

/** The sign-ins that are under way, at most one for each profile, and where each profile's stands. */
export class SignInsUnderWay {
  readonly #onChange: () => void;
  readonly #attempts = new Map<string, SignInAttempt>();
  readonly #states = new Map<string, SignInState>();
  /** Profiles whose last sign-in was ended or did not come back: the next one asks who it is. */
  readonly #askWho = new Set<string>();

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  stateOf(profileId: string): SignInState {
    return this.#states.get(profileId) ?? IDLE;
  }

  has(profileId: string): boolean {
    return this.#attempts.has(profileId);
  }

  /** Begins one, in place of whatever the profile had under way. */
  begin(profileId: string, state: SignInState): SignInAttempt {
    this.#attempts.get(profileId)?.cancel();
    const attempt = new SignInAttempt();
    this.#attempts.set(profileId, attempt);
    this.show(profileId, state);
    return attempt;
  }

  show(profileId: string, state: SignInState): void {
    this.#states.set(profileId, state);
    this.#onChange();
  }

  /** Ends an attempt, unless another has taken its place. */
  settle(profileId: string, attempt: SignInAttempt, state: SignInState = IDLE): void {
    if (this.#attempts.get(profileId) !== attempt) return;
    this.#attempts.delete(profileId);
    this.show(profileId, state);
  }

  cancel(profileId: string): void {
    const attempt = this.#attempts.get(profileId);
    this.#attempts.delete(profileId);
    if (attempt) this.#askWho.add(profileId);
    attempt?.cancel();
    this.show(profileId, IDLE);
  }

  /** Cancels, and remembers nothing of the profile. */
  forget(profileId: string): void {
    this.cancel(profileId);
    this.#states.delete(profileId);
  }

  /** The address of the pending sign-in page, and where it comes back to. Throws PailError `sign-in-not-pending`. */
  pending(profileId: string): NonNullable<SignInAttempt['pending']> {
    const pending = this.#attempts.get(profileId)?.pending;
    if (!pending) throw new PailError('sign-in-not-pending');
    return pending;
  }

  /** Gives a callback to the attempt whose state it bears. False: nobody waits for it. */
  take(callback: CallbackParameters): boolean {
    return [...this.#attempts.values()].some((attempt) => attempt.take(callback));
  }

  asksWho(profileId: string): boolean {
    return this.#askWho.has(profileId);
  }

  /** Says whether the next sign-in of a profile must ask who it is, though the browser may know somebody. */
  askWho(profileId: string, ask: boolean): void {
    if (ask) this.#askWho.add(profileId);
    else this.#askWho.delete(profileId);
  }
}
