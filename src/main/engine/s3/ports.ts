import type { EngineHostMethods, LocationGrant, StorageSettings } from '../protocol.ts';
import { namedBy } from '../settings-name.ts';
import { type Connection, type ConnectionOptions, createConnection } from './connection.ts';
import { createPort } from './engine-port.ts';
import { StorageKeys } from './keys.ts';
import type { S3Port } from './port.ts';

/** What decides by which client something is reached. */
type Reached = Pick<LocationGrant, 'storage' | 'credentialsId'>;

/** How to connect to a store: what all locations there share, whatever keys they have. */
export type Connect = (storage: StorageSettings) => Connection;

/**
 * One connection for each store, and one client for each store and set of keys: made when first needed, shared by all locations
 * that agree in both.
 */
export class Ports {
  readonly #credentials: EngineHostMethods['credentials'];
  readonly #connect: Connect;
  readonly #keys = new Map<string, StorageKeys>();
  readonly #connections = new Map<string, Connection>();
  readonly #ports = new Map<string, S3Port>();
  #options: ConnectionOptions | null = null;

  constructor(credentials: EngineHostMethods['credentials'], connect: Connect = createConnection) {
    this.#credentials = credentials;
    this.#connect = connect;
  }

  /** The client for a location. */
  of({ storage, credentialsId }: Reached): S3Port {
    return kept(this.#ports, portName(storage, credentialsId), () => {
      const keys = kept(
        this.#keys,
        credentialsId,
        () => new StorageKeys((refused) => this.#credentials(credentialsId, refused)),
      );
      return createPort(storage, keys, this.connection(storage));
    });
  }

  /** The connection to a store. */
  connection(storage: StorageSettings): Connection {
    return kept(this.#connections, storeName(storage), () => {
      const connection = this.#connect(storage);
      if (this.#options) connection.setOptions(this.#options);
      return connection;
    });
  }

  /** Whether nobody answers at a store at the moment; false where nothing was asked of it yet. */
  isLost({ storage }: Pick<Reached, 'storage'>): boolean {
    return this.#connections.get(storeName(storage))?.isLost ?? false;
  }

  /** Holds for all connections, present and later. */
  setOptions(options: ConnectionOptions): void {
    this.#options = options;
    for (const connection of this.#connections.values()) connection.setOptions(options);
  }

  /** Closes the clients and connections and forgets the keys that none of `grants` uses. */
  keepOnly(grants: Iterable<Reached>): void {
    const used = [...grants];
    const portNames = used.map(({ storage, credentialsId }) => portName(storage, credentialsId));
    const storeNames = used.map(({ storage }) => storeName(storage));
    const credentialsIds = used.map(({ credentialsId }) => credentialsId);
    for (const port of dropped(this.#ports, portNames)) port.destroy();
    for (const connection of dropped(this.#connections, storeNames)) connection.destroy();
    dropped(this.#keys, credentialsIds);
  }
}

/** What is in the map under the name; made and put there if it is not. */
function kept<T>(map: Map<string, T>, name: string, make: () => T): T {
  const known = map.get(name);
  if (known !== undefined) return known;
  const made = make();
  map.set(name, made);
  return made;
}

/** Takes all out of the map but `names`, and answers what it took. */
function dropped<T>(map: Map<string, T>, names: readonly string[]): T[] {
  const gone = [...map].filter(([name]) => !names.includes(name));
  for (const [name] of gone) map.delete(name);
  return gone.map(([, value]) => value);
}

/** All that concerns the way there: a profile that says another thing of the same store has a connection of its own. */
const storeName = namedBy(
  ({ region, endpoint, pathStyle, dualStack, acceleration, certificateAuthorities, ...rest }) => {
    const { requestsAtOnce, connectTimeout, idleTimeout, quirks } = rest;
    const differences = Object.entries(quirks ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const address = [region, endpoint, pathStyle, dualStack, acceleration, certificateAuthorities];
    return [address, requestsAtOnce, connectTimeout, idleTimeout, differences];
  },
);

function portName(storage: StorageSettings, credentialsId: string): string {
  const { requesterPays, encryption, storageClass, acl } = storage.objects ?? {};
  return JSON.stringify([credentialsId, storeName(storage), requesterPays, encryption, storageClass, acl]);
}
