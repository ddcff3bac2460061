/** The part of the contract (api.ts) that tells what an account may see, and why. */
import type { Result } from './errors.ts';
import type { AccountAccess } from './model/access.ts';

export interface AccessMethods {
  /** Codes: `not-found`. */
  read(accountId: string): Promise<Result<AccountAccess>>;
  /**
   * Puts what `read` answers on the clipboard as text. Without `withValues` the values of claims are left out, and names of people
   * elsewhere. Codes: `not-found`.
   */
  copy(accountId: string, withValues: boolean): Promise<Result<void>>;
}
