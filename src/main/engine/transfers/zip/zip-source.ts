import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { toFailure } from '../../../../shared/errors.ts';
import { userFs } from '../../../user-fs.ts';
import { checkAddressable } from '../../s3/address.ts';
import type { ObjectInfo, S3Port } from '../../s3/port.ts';
import { fetchObject, NOTHING_KEPT } from '../fetch/fetch.ts';
import { fetchIntoMemory } from '../fetch/fetch-memory.ts';
import type { JobContext } from '../job.ts';
import { answers } from '../jobs/answers.ts';
import { isFolderItem } from '../jobs/selected-objects.ts';
import type { Disk } from '../local/disk.ts';
import { partName } from '../local/disk-work.ts';
import { writeError } from '../local/local-errors.ts';
import { LoneFailures } from '../lone-failures.ts';
import { isWorthDeflating, SAMPLE_BYTES } from './deflates.ts';

/** Above this an object comes as a download does, into a file of its own, which is read into the archive. */
export const MEMORY_BYTES = 8 * 1_048_576;

/** An object that was fetched and checked, or what came of that. */
export interface Fetched {
  readonly index: number;
  /** Anything thrown; `null`: the content is here. */
  readonly failure: unknown;
  /** The connection fails for this one, whatever is tried, while the store answers: the others can be had. */
  readonly isLone: boolean;
  /** `null` for a folder. */
  readonly info: ObjectInfo | null;
  readonly modified: number;
  readonly isDeflated: boolean;
  /** To be asked once. */
  readonly content: () => Buffer | Readable;
  /** Where it lies on the disk. */
  readonly path: string | null;
}

export interface ZipSourceRequest {
  readonly port: () => Promise<S3Port>;
  readonly disk: Disk;
  readonly bucket: string;
  readonly prefix: string;
  /** Where large objects lie until they are in the archive: beside it. */
  readonly folder: string;
  readonly tag: string;
}

const EMPTY = Buffer.alloc(0);
const NONE = { info: null, isLone: false, isDeflated: false, content: () => EMPTY, path: null };

/** Where the content of an archive comes from. */
export function zipSource(request: ZipSourceRequest) {
  const { disk, bucket, prefix, folder, tag } = request;

  async function fetchFile(index: number, context: JobContext): Promise<Fetched> {
    const { items, signal } = context;
    const name = items.name(index);
    checkAddressable(name);
    const modified = items.modified(index);
    if (isFolderItem(name, items.size(index))) return { ...NONE, index, failure: null, modified };
    const port = await request.port();
    const onBytes = (bytes: number): void => context.progress(index, bytes);
    const object = { port, bucket, key: prefix + name, onBytes, signal };
    const small = items.size(index) <= MEMORY_BYTES ? await fetchIntoMemory(object, MEMORY_BYTES) : null;
    if (small) {
      const { info, content } = small;
      const isDeflated = isWorthDeflating(name, content);
      return { ...NONE, index, failure: null, info, modified: info.modified, isDeflated, content: () => content };
    }
    const place = { folder, name: partName(tag), replace: false, tag };
    const path = join(folder, place.name);
    // The archive is made anew by whoever goes on.
    const info = await fetchObject({ ...object, disk, place, subject: name }, items.size(index), NOTHING_KEPT);
    const isDeflated = isWorthDeflating(name, await beginningOf(path));
    const content = (): Readable => userFs.createReadStream(path, { highWaterMark: 1_048_576 });
    return { ...NONE, index, failure: null, info, modified: info.modified, isDeflated, content, path };
  }

  async function fetchOne(index: number, context: JobContext): Promise<Fetched> {
    // The run makes the whole archive: it cannot be what tries one again.
    const loneFailures = new LoneFailures();
    for (;;) {
      const fetched = await fetchFile(index, context).catch(
        (failure: unknown): Fetched => ({ ...NONE, index, failure, modified: 0 }),
      );
      if (fetched.failure === null || toFailure(fetched.failure).code !== 'connection-failed') return fetched;
      // Stopped meanwhile: nothing is known of the store.
      const isLone = await answers([request], context.signal).catch(() => false);
      if (!isLone || !loneFailures.mayTryAgain(context.items, [index])) return { ...fetched, isLone };
    }
  }

  return {
    /** Never rejects. */
    fetch: fetchOne,
    /** It is in the archive, or nobody will want it. */
    drop: async ({ path }: Fetched): Promise<void> => {
      if (path !== null) await userFs.promises.rm(path, { force: true });
    },
  };
}

async function beginningOf(path: string): Promise<Uint8Array> {
  const handle = await userFs.promises.open(path, 'r').catch((error) => {
    throw writeError(error, path);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
