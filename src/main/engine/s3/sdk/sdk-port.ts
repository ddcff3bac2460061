import type { StorageSettings } from '../../protocol.ts';
import type { Connection } from '../connection.ts';
import { endpointOf } from '../endpoint.ts';
import type { StorageKeys } from '../keys.ts';
import { failureMapper } from '../mapped.ts';
import type { S3Port } from '../port.ts';
import { createClient } from './client.ts';
import { Deleter } from './delete.ts';
import { listPage } from './list.ts';
import { firstPartBytes, getObject, headObject } from './objects.ts';
import { putObject } from './put.ts';
import { uploadInParts } from './upload.ts';

/**
 * The S3Port over @aws-sdk/client-s3. It does all that S3Port asks, over `connection`, which `destroy` leaves open.
 * `storage.pathStyle` is where the bucket stands, whatever the quirks say.
 */
export function createSdkPort(storage: StorageSettings, keys: StorageKeys, connection: Connection): S3Port {
  const client = createClient(storage, keys, connection);
  const { host } = endpointOf(storage);
  const mapped = failureMapper(host);
  const quirksFor: Connection['quirks'] = (signal) => connection.quirks(signal);
  const deleter = new Deleter(client, host, quirksFor);

  return {
    quirks: quirksFor,
    listPage: (request) =>
      mapped(request, 'list', async () => listPage(client, await quirksFor(request.signal), request)),
    getObject: (request) =>
      mapped(request, 'read', async () => getObject(client, await quirksFor(request.signal), request)),
    headObject: (request) =>
      mapped(request, 'read', async () => headObject(client, await quirksFor(request.signal), request)),
    firstPartBytes: (request) => mapped(request, 'read', () => firstPartBytes(client, request)),
    putObject: (request) =>
      mapped(request, 'write', async () => putObject(client, await quirksFor(request.signal), request)),
    upload: (request) =>
      mapped(request, 'write', async () => uploadInParts(client, await quirksFor(request.signal), request)),
    deleteObjects: (request) => mapped(request, 'delete', () => deleter.delete(request)),
    destroy: () => client.destroy(),
  };
}
