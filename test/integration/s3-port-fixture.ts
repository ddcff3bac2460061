import { inject } from 'vitest';
import type { ObjectSettings, StorageCredentials } from '../../src/main/engine/protocol.ts';
import { type Connection, createConnection } from '../../src/main/engine/s3/connection.ts';
import { StorageKeys } from '../../src/main/engine/s3/keys.ts';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { createSdkPort } from '../../src/main/engine/s3/sdk/sdk-port.ts';
import { createWirePort } from '../../src/main/engine/s3/wire/wire-port.ts';
import type { Failure } from '../../src/shared/errors.ts';
import type { QuirkOverrides } from '../../src/shared/model/quirks.ts';
import { EMULATOR_QUIRKS } from '../support/emulator/server.ts';
import { type Fault, startFaultProxy } from '../support/fault-proxy.ts';

/** Makes a port with a connection that ends with it. */
type MakePort = (...made: Parameters<typeof createSdkPort>) => S3Port;

/** The adapters of S3Port: each must pass all of the suite. */
export const ADAPTERS: Readonly<Record<'sdk' | 'wire', MakePort>> = {
  sdk: createSdkPort,
  wire: (storage, keys, connection) => {
    const others = createSdkPort(storage, keys, connection);
    const port = createWirePort(storage, keys, connection, async () => others);
    return { ...port, destroy: () => others.destroy() };
  },
};

/** What a test changes of a port to the world's storage server with the admin's keys. */
export interface PortChange {
  readonly endpoint?: string;
  readonly secret?: string;
  readonly keys?: StorageCredentials;
  readonly quirks?: QuirkOverrides;
  readonly objects?: ObjectSettings;
  readonly connection?: (made: Connection) => Connection;
}

/** A port whose `destroy` closes everything. */
export function portWith(create: MakePort, change: PortChange = {}): S3Port {
  const { store, rgw } = inject('world');
  const { endpoint, region, admin } = rgw;
  const quirks = change.quirks ?? (store === 'emulator' ? EMULATOR_QUIRKS : undefined);
  const keys = { ...(change.keys ?? admin), ...(change.secret !== undefined && { secretAccessKey: change.secret }) };
  const storage = {
    region,
    endpoint: change.endpoint ?? endpoint,
    pathStyle: true,
    ...(quirks && { quirks }),
    ...(change.objects && { objects: change.objects }),
  };
  const made = createConnection(storage);
  const connection = change.connection?.(made) ?? made;
  const port = create(storage, new StorageKeys(async () => keys), connection);
  return {
    ...port,
    destroy: () => {
      port.destroy();
      made.destroy();
    },
  };
}

export const failureOf = (work: Promise<unknown>): Promise<Failure | null> =>
  work.then(
    () => null,
    (error: { failure: Failure }) => error.failure,
  );

/** An object with all of its bytes. */
export async function bodyOf(port: S3Port, bucket: string, key: string, range?: { first: number; last: number }) {
  const { signal } = new AbortController();
  const answer = await port.getObject({ bucket, key, signal, ...(range && { range }) });
  return { ...answer, body: Buffer.concat(await answer.body.toArray()) };
}

/** What an upload in parts of `partSize` needs of its content, begun anew, with nobody who hears of it. */
export function inParts(content: Buffer, partSize: number) {
  return {
    size: content.length,
    partSize,
    part: async (number: number) => content.subarray((number - 1) * partSize, number * partSize),
    begun: null,
    onBegun: () => undefined,
    onPart: () => undefined,
    onBytes: () => undefined,
  };
}

/** A way on which the answer to the first request that `when` picks is lost. */
export const losing = (when: NonNullable<Fault['when']>) =>
  startFaultProxy({ target: inject('world').rgw.endpoint, faults: [{ kind: 'lost-answer', when, times: 1 }] });
