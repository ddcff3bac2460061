import type { StorageSettings } from '../../protocol.ts';
import type { Connection } from '../connection.ts';
import { endpointOf } from '../endpoint.ts';
import type { StorageKeys } from '../keys.ts';
import { failureMapper, methodsOver } from '../mapped.ts';
import { copiesByItself, madeWith } from '../object-settings.ts';
import type { S3Port } from '../port.ts';
import { createBucket, deleteBucket, listBuckets } from './buckets.ts';
import { createClient } from './client.ts';
import { copyObject } from './copy.ts';
import { copyInParts } from './copy-parts.ts';
import { Deleter } from './delete.ts';
import { objectDetails, objectTags } from './details.ts';
import { listPage } from './list.ts';
import { firstPartBytes, getObject, headObject } from './objects.ts';
import { putObject } from './put.ts';
import { abortUpload, listParts, listUploads } from './unfinished.ts';
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
  const method = methodsOver(client, connection, mapped);
  const deleter = new Deleter(client, host, quirksFor);

  return {
    quirks: quirksFor,
    copiesByItself: copiesByItself(storage),
    madeWith: madeWith(storage),
    storeTime: () => connection.clock.storeTime(),
    listPage: method('list', listPage),
    getObject: method('read', getObject),
    headObject: method('read', headObject),
    firstPartBytes: (request) => mapped(request, 'read', () => firstPartBytes(client, request)),
    putObject: method('write', putObject),
    upload: method('write', uploadInParts),
    objectDetails: method('read', objectDetails),
    objectTags: (request) => mapped(request, 'read', () => objectTags(client, request)),
    copyObject: method('write', copyObject),
    copyInParts: method('write', copyInParts),
    listParts: (request) => mapped(request, 'read', () => listParts(client, request)),
    listUploads: method('list', listUploads),
    listBuckets: (request) => mapped({ bucket: '' }, 'list', () => listBuckets(client, request.signal)),
    createBucket: (request) => mapped(request, 'write', () => createBucket(client, storage, request)),
    deleteBucket: (request) => mapped(request, 'delete', () => deleteBucket(client, request)),
    abortUpload: (request) => mapped(request, 'delete', () => abortUpload(client, request)),
    deleteObjects: (request) => mapped(request, 'delete', () => deleter.delete(request)),
    destroy: () => client.destroy(),
  };
}
