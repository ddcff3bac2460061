import type { EngineHostMethods, LocationGrant, StorageSettings } from '../protocol.ts';
import { StorageKeys } from './keys.ts';
import type { S3Port } from './port.ts';

/** One client for each store and set of keys, made when first needed, shared by all locations that agree in both. */
export class Ports {
  readonly #credentials: EngineHostMethods['credentials'];
  readonly #keys = new Map<string, StorageKeys>();
  readonly #ports = new Map<string, Promise<S3Port>>();

  constructor(credentials: EngineHostMethods['credentials']) {
    this.#credentials = credentials;
  }

  /** The client for a location. Loads the client library at the first call. */
  of(grant: LocationGrant): Promise<S3Port> {
    const name = portName(grant);
    const known = this.#ports.get(name);
    if (known) return known;
    const made = makePort(grant.storage, this.#keysOf(grant.credentialsId));
    this.#ports.set(name, made);
    made.catch(() => this.#ports.delete(name));
    return made;
  }

  /** Closes the clients and forgets the keys that none of `grants` uses. */
  keepOnly(grants: Iterable<LocationGrant>): void {
    const kept = [...grants];
    const names = new Set(kept.map(portName));
    const credentialsIds = new Set(kept.map((grant) => grant.credentialsId));
    for (const [name, port] of this.#ports) {
      if (names.has(name)) continue;
      this.#ports.delete(name);
      // A client that could not be made has told its callers so; there is nothing to close.
      port.then(
        (made) => made.destroy(),
        () => undefined,
      );
    }
    for (const id of [...this.#keys.keys()]) if (!credentialsIds.has(id)) this.#keys.delete(id);
  }

  #keysOf(credentialsId: string): StorageKeys {
    const known = this.#keys.get(credentialsId);
    if (known) return known;
    const keys = new StorageKeys((refused) => this.#credentials(credentialsId, refused));
    this.#keys.set(credentialsId, keys);
    return keys;
  }
}

async function makePort(storage: StorageSettings, keys: StorageKeys): Promise<S3Port> {
  // The client library costs 65-80 ms to load: not before somebody opens a location.
  const { createSdkPort } = await import('./sdk/sdk-port.ts');
  return createSdkPort(storage, keys);
}

function portName(grant: LocationGrant): string {
  const { region, endpoint, pathStyle } = grant.storage;
  return JSON.stringify([region, endpoint ?? null, pathStyle, grant.credentialsId]);
}
