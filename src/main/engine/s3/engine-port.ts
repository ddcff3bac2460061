import type { StorageSettings } from '../protocol.ts';
import type { Connection } from './connection.ts';
import type { StorageKeys } from './keys.ts';
import { libraryMethods } from './library-methods.ts';
import type { S3Port } from './port.ts';
import { createWirePort } from './wire/wire-port.ts';

/**
 * The S3Port that the engine works with: the wire adapter, with the client library behind it for what that does not do, or for
 * everything where the store's quirks say so. `destroy` leaves `connection` open.
 */
export function createPort(storage: StorageSettings, keys: StorageKeys, connection: Connection): S3Port {
  let library: Promise<S3Port> | null = null;

  /** The client library costs 65-145 ms to load: not before something needs it. */
  const sdkPort = (signal: AbortSignal): Promise<S3Port> => {
    library ??= loadSdkPort(signal).catch((error: unknown) => {
      library = null;
      throw error;
    });
    return library;
  };
  async function loadSdkPort(signal: AbortSignal): Promise<S3Port> {
    const [{ pathStyle }, { createSdkPort }] = await Promise.all([
      connection.quirks(signal),
      import('./sdk/sdk-port.ts'),
    ]);
    return createSdkPort({ ...storage, pathStyle }, keys, connection);
  }

  const wire = createWirePort(storage, keys, connection, sdkPort);
  const chosen = async (signal: AbortSignal): Promise<S3Port> =>
    (await connection.quirks(signal)).adapter === 'sdk' ? sdkPort(signal) : wire;

  return {
    quirks: wire.quirks,
    copiesByItself: wire.copiesByItself,
    madeWith: wire.madeWith,
    storeTime: wire.storeTime,
    listPage: async (request) => (await chosen(request.signal)).listPage(request),
    getObject: async (request) => (await chosen(request.signal)).getObject(request),
    headObject: async (request) => (await chosen(request.signal)).headObject(request),
    firstPartBytes: async (request) => (await chosen(request.signal)).firstPartBytes(request),
    putObject: async (request) => (await chosen(request.signal)).putObject(request),
    upload: async (request) => (await chosen(request.signal)).upload(request),
    deleteObjects: async (request) => (await chosen(request.signal)).deleteObjects(request),
    ...libraryMethods(sdkPort),
    destroy: () => {
      // One that could not be made has told its callers so; there is nothing to close.
      library?.then(
        (port) => port.destroy(),
        () => undefined,
      );
    },
  };
}
