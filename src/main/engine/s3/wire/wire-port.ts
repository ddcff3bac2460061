import type { StorageSettings } from '../../protocol.ts';
import type { Connection } from '../connection.ts';
import type { StorageKeys } from '../keys.ts';
import { failureMapper } from '../mapped.ts';
import type { S3Port } from '../port.ts';
import { listPage } from './list.ts';
import { firstPartBytes, getObject, headObject } from './objects.ts';
import { putObject } from './put.ts';
import { WireClient } from './requests.ts';
import { uploadInParts } from './upload.ts';

/**
 * The S3Port over requests that are signed and read here: a fraction of what the client library costs, for the work that comes
 * by the thousand. `others` answers the port for the rest. `destroy` closes nothing: the connection is shared, and the other port is
 * its maker's.
 */
export function createWirePort(
  storage: StorageSettings,
  keys: StorageKeys,
  connection: Connection,
  others: (signal: AbortSignal) => Promise<S3Port>,
): S3Port {
  const client = new WireClient(storage, keys, connection);
  const mapped = failureMapper(client.host);

  const quirksFor: Connection['quirks'] = (signal) => connection.quirks(signal);

  return {
    quirks: quirksFor,
    listPage: (request) =>
      mapped(request, 'list', async () => listPage(client, await quirksFor(request.signal), request)),
    getObject: (request) =>
      mapped(request, 'read', async () => getObject(client, await quirksFor(request.signal), request)),
    headObject: (request) =>
      mapped(request, 'read', async () => headObject(client, await quirksFor(request.signal), request, 'interactive')),
    firstPartBytes: (request) =>
      mapped(request, 'read', async () => firstPartBytes(client, await quirksFor(request.signal), request)),
    putObject: (request) =>
      mapped(request, 'write', async () => putObject(client, await quirksFor(request.signal), request)),
    upload: (request) =>
      mapped(request, 'write', async () => uploadInParts(client, await quirksFor(request.signal), request)),
    deleteObjects: async (request) => (await others(request.signal)).deleteObjects(request),
    destroy: () => undefined,
  };
}
