import { S3Client } from '@aws-sdk/client-s3';
import type { StorageSettings } from '../../protocol.ts';
import type { Connection } from '../connection.ts';
import { withFreshKeys } from '../fresh-keys.ts';
import type { StorageKeys } from '../keys.ts';
import { type ObjectDeed, SettingHeaders } from '../object-settings.ts';
import { retryStrategyOver } from './retry-strategy.ts';
import { TransportHandler } from './transport-handler.ts';

/**
 * An S3Client whose requests replace refused keys once and go on. They go over `connection`, by its clock, and are repeated as
 * it allows; `destroy` leaves it open.
 */
export function createClient(
  storage: StorageSettings,
  keys: StorageKeys,
  connection: Pick<Connection, 'transport' | 'retries' | 'clock'>,
): S3Client {
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
    ...(storage.dualStack !== undefined && { useDualstackEndpoint: storage.dualStack }),
    ...(storage.acceleration === true && { useAccelerateEndpoint: true }),
    forcePathStyle: storage.pathStyle,
    credentials: provider,
    retryStrategy: retryStrategyOver(connection.retries),
    requestHandler: new TransportHandler(connection),
    // The library would ask before it sends a large body, and not every HTTP client can wait for that answer.
    expectContinueHeader: false,
    // Trailing checksums are refused by Ceph 16 and corrupt objects on an emulator (docs/adr/005).
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  });
  // The library has a notion of the difference of the clocks for each client, and alters it.
  Object.defineProperty(client.config, 'systemClockOffset', { get: () => connection.clock.skew, set: () => undefined });
  client.middlewareStack.add((next) => (args) => withFreshKeys(keys, () => next(args)), {
    step: 'initialize',
    name: 'replaceRefusedKeys',
    priority: 'high',
  });
  addSettings(client, new SettingHeaders(storage.objects));
  return client;
}

/** What the commands do that we send; all others are of the rest. */
const DEEDS: Readonly<Record<string, ObjectDeed>> = {
  PutObjectCommand: 'create',
  CopyObjectCommand: 'create',
  CreateMultipartUploadCommand: 'create',
  UploadPartCommand: 'content',
  UploadPartCopyCommand: 'content',
  CompleteMultipartUploadCommand: 'content',
  GetObjectCommand: 'content',
  HeadObjectCommand: 'content',
};
const COPIES: ReadonlySet<string> = new Set(['CopyObjectCommand', 'UploadPartCopyCommand']);

/** Has every request bear what the location's settings say, unless it says something else itself. */
function addSettings(client: S3Client, settings: SettingHeaders): void {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) => {
        const request = args.request as { headers: Record<string, string> };
        const given = settings.of(DEEDS[commandName] ?? 'other');
        request.headers = { ...given, ...(COPIES.has(commandName) && settings.source), ...request.headers };
        return next(args);
      },
    { step: 'build', name: 'objectSettings', priority: 'low' },
  );
}
