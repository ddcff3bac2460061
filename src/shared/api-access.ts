/** The parts of the contract (api.ts) about what an account may see: why, and which buckets there are. */
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

/** Buckets as a whole. Each method answers when `accounts.changed` has told what came of it. */
export interface BucketsMethods {
  /** Asks the store again; what it answers shows in the list. Codes: `not-found`. */
  refresh(listId: string): Promise<Result<void>>;
  /** Codes: `not-found`, `action-not-allowed`, `name-invalid`, `bucket-exists`, and those of any request. */
  create(listId: string, name: string): Promise<Result<void>>;
  /** Deletes an empty bucket. Codes: `not-found`, `action-not-allowed`, `bucket-not-empty`, and those of any request. */
  delete(listId: string, locationId: string): Promise<Result<void>>;
}
