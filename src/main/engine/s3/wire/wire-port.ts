import type { StorageSettings } from '../../protocol.ts';
import type { Connection } from '../connection.ts';
import type { StorageKeys } from '../keys.ts';
import { libraryMethods } from '../library-methods.ts';
import { failureMapper, methodsOver } from '../mapped.ts';
import { copiesByItself, madeWith } from '../object-settings.ts';
import type { ObjectAddress, ObjectInfo, S3Port } from '../port.ts';
import { listPage } from './list.ts';
import { firstPartBytes, getObject, headObject } from './objects.ts';
import { putObject } from './put.ts';
import { WireClient } from './requests.ts';
import { uploadInParts } from './upload.ts';

type ObjectRequest = ObjectAddress & { readonly signal: AbortSignal };

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
  const method = methodsOver(client, connection, mapped);

  return {
    quirks: (signal) => connection.quirks(signal),
    copiesByItself: copiesByItself(storage),
    madeWith: madeWith(storage),
    storeTime: () => connection.clock.storeTime(),
    listPage: method('list', listPage),
    getObject: method('read', getObject),
    headObject: method<ObjectRequest, ObjectInfo>('read', (...asked) => headObject(...asked, 'interactive')),
    firstPartBytes: method('read', firstPartBytes),
    putObject: method('write', putObject),
    upload: method('write', uploadInParts),
    deleteObjects: async (request) => (await others(request.signal)).deleteObjects(request),
    ...libraryMethods(others),
    destroy: () => undefined,
  };
}
