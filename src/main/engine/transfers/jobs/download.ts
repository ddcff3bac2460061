import { join } from 'node:path';
import { PailError } from '../../../../shared/errors.ts';
import type { Picked } from '../../listings/select.ts';
import { walk } from '../../listings/walk.ts';
import { checkAddressable, isAddressable } from '../../s3/address.ts';
import { textAt } from '../../s3/packed.ts';
import type { S3Port } from '../../s3/port.ts';
import { fetchObject, LARGE_BYTES } from '../fetch/fetch.ts';
import type { Job, JobContext } from '../job.ts';
import type { Disk } from '../local/disk.ts';
import { LocalNames } from '../local/local-names.ts';
import { isTaken, LocalTarget } from '../local/local-target.ts';

/** Places by size: what is under way of an object is in memory. */
const LIGHT_BYTES = 1_048_576;
const MEDIUM_WEIGHT = 4;
const LARGE_WEIGHT = 16;

export interface DownloadRequest {
  readonly port: () => Promise<S3Port>;
  readonly disk: Disk;
  readonly bucket: string;
  /** The whole key prefix of the folder that the selection was made in. */
  readonly prefix: string;
  readonly picked: Picked;
  /** Absolute path of a local folder that exists. */
  readonly target: string;
}

/** Downloads objects, and folders with all that is in them. Without `replace` no local file is overwritten. */
export function downloadJob(request: DownloadRequest): Job {
  const { bucket, prefix, picked } = request;
  const target = new LocalTarget(request.target);
  const names = new LocalNames();

  function add(name: string, size: number, context: JobContext): void {
    // A marker is a folder. An object of that form that has content is kept as a file in it.
    const isMarker = name.endsWith('/') && size === 0;
    context.add(name, size, names.pathFor(name, isMarker ? 'folder' : 'object'));
  }

  async function prepare(context: JobContext): Promise<void> {
    for (const object of picked.objects) add(object.name, object.size, context);
    if (picked.folders.length === 0) return;
    const port = await request.port();
    for (const folder of picked.folders) {
      if (!isAddressable(folder)) {
        // Nothing can be listed below it: it fails by name, when its turn comes, and the others do not with it.
        add(`${folder}/`, 0, context);
        continue;
      }
      for await (const page of walk(port, bucket, `${prefix}${folder}/`, context.signal)) {
        for (let index = 0; index < page.keys.count; index += 1) {
          add(textAt(page.keys, index).slice(prefix.length), page.sizes[index] ?? 0, context);
        }
      }
    }
  }

  async function run([index]: readonly number[], replace: boolean, context: JobContext): Promise<void> {
    if (index === undefined) return;
    const { items, signal } = context;
    const name = items.name(index);
    const path = items.origin(index);
    checkAddressable(name);
    if (name.endsWith('/') && items.size(index) === 0) {
      await target.folder(path);
      return;
    }
    const cut = path.lastIndexOf('/');
    const folder = await target.folder(cut < 0 ? '' : path.slice(0, cut));
    const place = { folder: folder.path, name: path.slice(cut + 1), replace };
    // In a folder that was just made there is nothing, and what comes there meanwhile is found at the end.
    if (!replace && !folder.isNew && (await isTaken(join(place.folder, place.name)))) {
      throw new PailError('target-exists', { subject: path });
    }
    const port = await request.port();
    signal.throwIfAborted();
    const onBytes = (bytes: number): void => context.progress(index, bytes);
    const fetching = { port, disk: request.disk, place, subject: path, bucket, key: prefix + name, onBytes, signal };
    const info = await fetchObject(fetching, items.size(index));
    items.resize(index, info.size);
  }

  return {
    kind: 'download',
    batch: 1,
    weight: (index, { items }) => {
      const size = items.size(index);
      return size > LARGE_BYTES ? LARGE_WEIGHT : size > LIGHT_BYTES ? MEDIUM_WEIGHT : 1;
    },
    prepare,
    run,
    ended: () => undefined,
  };
}
