import { PailError } from '../../../../shared/errors.ts';
import type { Picked } from '../../listings/select.ts';
import { walk } from '../../listings/walk.ts';
import { isAddressable } from '../../s3/address.ts';
import { textAt } from '../../s3/packed.ts';
import type { S3Port } from '../../s3/port.ts';
import type { Job, JobContext } from '../job.ts';
import { LocalNames } from '../local/local-names.ts';

/** What of a bucket is to come to this computer. */
export interface SelectedObjects {
  readonly port: () => Promise<S3Port>;
  readonly bucket: string;
  /** The whole key prefix of the folder that the selection was made in. */
  readonly prefix: string;
  /** The selected folders, without the trailing `/`. */
  readonly folders: readonly string[];
  /** The selected objects; `null` where they are among the items: nobody else knows of them. */
  readonly objects: Picked['objects'] | null;
}

/** Finds the selected objects, and all that is in the selected folders; the origin of each item is its path here. */
export function findSelected(request: SelectedObjects): Required<Pick<Job, 'seed' | 'prepare'>> {
  const { bucket, prefix, folders } = request;
  const names = new LocalNames();

  function add(name: string, size: number, modified: number, isArchived: boolean, context: JobContext): void {
    const path = names.pathFor(name, isFolderItem(name, size) ? 'folder' : 'object');
    context.add(name, size, modified, path, isArchived);
  }

  function seed(context: JobContext): void {
    if (request.objects === null) throw new PailError('not-found', { subject: 'What was selected' });
    for (const { name, size, modified, isArchived = false } of request.objects) {
      add(name, size, modified, isArchived, context);
    }
  }

  async function prepare(context: JobContext): Promise<void> {
    if (folders.length === 0) return;
    const { items } = context;
    // What an earlier process found has the names that it had there.
    for (let index = 0; index < items.count; index += 1) {
      names.pathFor(items.name(index), isFolderItem(items.name(index), items.size(index)) ? 'folder' : 'object');
    }
    const port = await request.port();
    for (const folder of folders) {
      if (!isAddressable(folder)) {
        // Nothing can be listed below it: it fails by name, when its turn comes, and the others do not with it.
        add(`${folder}/`, 0, 0, false, context);
        continue;
      }
      for await (const page of walk(port, bucket, `${prefix}${folder}/`, context.signal)) {
        const archived = new Set(page.archived);
        for (let index = 0; index < page.keys.count; index += 1) {
          const name = textAt(page.keys, index).slice(prefix.length);
          add(name, page.sizes[index] ?? 0, page.modified[index] ?? 0, archived.has(index), context);
        }
      }
    }
  }

  return { seed, prepare };
}

/** A marker is a folder. An object of that form that has content is a file in it. */
export function isFolderItem(name: string, size: number): boolean {
  return name.endsWith('/') && size === 0;
}
