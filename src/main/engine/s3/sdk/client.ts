import { S3Client } from '@aws-sdk/client-s3';
import type { StorageSettings } from '../../protocol.ts';
import { refusesAccess, refusesKeys } from '../errors.ts';
import type { StorageKeys } from '../keys.ts';

const MAX_SOCKETS = 64;
const CONNECT_TIMEOUT_MS = 10_000;
/** Silence on the wire, in either direction; a slow but moving transfer is not cut off. */
const IDLE_TIMEOUT_MS = 60_000;
const MAX_ATTEMPTS = 4;

/** An S3Client whose requests replace refused keys once and go on. */
export function createClient(storage: StorageSettings, keys: StorageKeys): S3Client {
  const provider = Object.assign(
    async () => {
      const { accessKeyId, secretAccessKey, sessionToken } = await keys.get();
      return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
    },
    // StorageKeys remembers; the client library would ask on every request in a lifetime of less than five minutes.
    { memoized: true },
  );
  const client = new S3Client({
    region: storage.region,
    ...(storage.endpoint !== undefined && { endpoint: storage.endpoint }),
    forcePathStyle: storage.pathStyle,
    credentials: provider,
    maxAttempts: MAX_ATTEMPTS,
    // Trailing checksums are refused by Ceph 16 and corrupt objects on an emulator (facts/performance.md).
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: IDLE_TIMEOUT_MS,
      httpAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: MAX_SOCKETS },
    },
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const used = await keys.get();
      try {
        return await next(args);
      } catch (error) {
        const refused = refusesKeys(error) || (refusesAccess(error) && keys.ended(used));
        if (!refused) throw error;
        await keys.replace(used);
        return next(args);
      }
    },
    { step: 'initialize', name: 'replaceRefusedKeys', priority: 'high' },
  );
  return client;
}
