import { PailError } from '../../shared/errors.ts';
import { type Action, isFolder } from '../../shared/model/location.ts';
import type { LocationGrant } from './protocol.ts';
import { namedBy } from './settings-name.ts';

/** Most bytes of a key in UTF-8. */
export const MAX_KEY_BYTES = 1024;

/** What says whose something is. JSON. */
export interface Owned {
  /** Empty or left out: an earlier version wrote it. */
  readonly accountId?: string;
  readonly locationId: string;
}

/** The locations that main minted. Everything that touches a store starts from one of these. */
export class Locations {
  #grants = new Map<string, LocationGrant>();
  #accounts = new Set<string>();

  /** Takes the new set; answers the ids that are gone or now mean another place. */
  replace(grants: readonly LocationGrant[]): Set<string> {
    const next = new Map(grants.map((grant) => [grant.id, grant]));
    const gone = new Set<string>();
    for (const [id, grant] of this.#grants) {
      const now = next.get(id);
      if (!now || placeOf(now) !== placeOf(grant)) gone.add(id);
    }
    this.#grants = next;
    this.#accounts = new Set(grants.map(({ accountId }) => accountId));
    return gone;
  }

  all(): LocationGrant[] {
    return [...this.#grants.values()];
  }

  /**
   * The account that something belongs to, as long as it has locations here; else `null`. What earlier versions wrote names no account:
   * it belongs to whoever has its location, whose id is of one account only.
   */
  accountOf({ accountId, locationId }: Owned): string | null {
    if (!accountId) return this.find(locationId)?.accountId ?? null;
    return this.#accounts.has(accountId) ? accountId : null;
  }

  /** The grant; `null` where there is none. */
  find(locationId: string): LocationGrant | null {
    return this.#grants.get(locationId) ?? null;
  }

  /** The grant. Throws `not-found`. */
  get(locationId: string): LocationGrant {
    const grant = this.#grants.get(locationId);
    if (!grant) throw new PailError('not-found', { subject: 'The location' });
    return grant;
  }

  /** The grant, if it allows `action`. Throws `not-found` and `action-not-allowed`. */
  allowing(locationId: string, action: Action): LocationGrant {
    const grant = this.get(locationId);
    if (!grant.actions.includes(action)) throw new PailError('action-not-allowed', { subject: grant.label });
    return grant;
  }
}

/**
 * What makes a location the place it is: another value and the same words may reach other objects, or other keys. How the
 * store is spoken to is no part of it, except for what decides which address is asked and whom it must be.
 */
function placeOf({ bucket, prefix, storage, credentialsId }: LocationGrant): string {
  return JSON.stringify([bucket, prefix, reachedBy(storage), credentialsId]);
}

const reachedBy = namedBy((storage) => {
  const { region, endpoint = null, pathStyle, dualStack = false, certificateAuthorities = null, quirks = {} } = storage;
  const address = [region, endpoint, pathStyle, quirks.pathStyle ?? null, dualStack];
  // With another key for each request, objects would be read and made by two.
  const { encryption = null } = storage.objects ?? {};
  return [address, certificateAuthorities, encryption];
});

/** Where a location points to, whatever keys it has: what a transfer was meant for. JSON. */
export interface Place {
  readonly bucket: string;
  readonly prefix: string;
  /** Which store. */
  readonly endpoint: string;
  readonly region: string;
}

export function placeIn({ bucket, prefix, storage }: LocationGrant): Place {
  return { bucket, prefix, endpoint: storage.endpoint ?? '', region: storage.region };
}

/** What a transfer that begins at a location remembers of it. JSON. */
export interface Whereabouts extends Required<Owned> {
  readonly label: string;
  readonly place: Place;
}

export function whereaboutsOf(grant: LocationGrant): Whereabouts {
  const { id: locationId, accountId, label } = grant;
  return { accountId, locationId, label, place: placeIn(grant) };
}

export function isSamePlace(a: Place, b: Place): boolean {
  return a.bucket === b.bucket && a.prefix === b.prefix && a.endpoint === b.endpoint && a.region === b.region;
}

/** True for places in one bucket of one store. A store reached by two addresses counts as two. */
export function isSameBucket(a: Place, b: Place): boolean {
  return a.bucket === b.bucket && a.endpoint === b.endpoint;
}

/** The key prefix of a folder in a location. Throws `invalid-argument` for what is not a folder. */
export function folderPrefix(grant: Pick<LocationGrant, 'prefix'>, folder: string): string {
  const prefix = grant.prefix + folder;
  if (!isFolder(folder)) throw new PailError('invalid-argument', { reason: 'a folder ends with /' });
  if (Buffer.byteLength(prefix) > MAX_KEY_BYTES) {
    throw new PailError('invalid-argument', { reason: `a folder has at most ${MAX_KEY_BYTES} bytes` });
  }
  return prefix;
}
