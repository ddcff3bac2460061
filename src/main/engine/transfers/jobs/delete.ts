import type { Picked } from '../../listings/select.ts';
import { walk } from '../../listings/walk.ts';
import { isAddressable } from '../../s3/address.ts';
import { eachText } from '../../s3/packed.ts';
import { DELETE_BATCH, type S3Port } from '../../s3/port.ts';
import type { Job, JobContext } from '../job.ts';

export interface DeleteRequest {
  readonly port: () => Promise<S3Port>;
  readonly bucket: string;
  /** The whole key prefix of the folder that the selection was made in. */
  readonly prefix: string;
  readonly picked: Picked;
  readonly ended: () => void;
}

/** Deletes objects, and folders with every key below them. What a store does not delete fails by name. */
export function deleteJob(request: DeleteRequest): Job {
  const { bucket, prefix, picked } = request;

  async function prepare(context: JobContext): Promise<void> {
    for (const object of picked.objects) context.add(object.name, 0);
    if (picked.folders.length === 0) return;
    const port = await request.port();
    for (const folder of picked.folders) {
      if (!isAddressable(folder)) {
        // Nothing can be listed below it: it fails by name, when its turn comes, and the others do not with it.
        context.add(`${folder}/`, 0);
        continue;
      }
      for await (const page of walk(port, bucket, `${prefix}${folder}/`, context.signal)) {
        for (const key of eachText(page.keys)) context.add(key.slice(prefix.length), 0);
      }
    }
  }

  async function run(indices: readonly number[], _replace: boolean, context: JobContext): Promise<void> {
    const port = await request.port();
    const keys = indices.map((index) => prefix + context.items.name(index));
    const { failures, unanswered } = await port.deleteObjects({ bucket, keys, signal: context.signal });
    for (const [position, index] of indices.entries()) {
      const failure = failures.get(position);
      if (failure) context.items.set(index, 'failed', failure);
    }
    for (const position of unanswered) {
      const index = indices[position];
      if (index !== undefined) context.items.set(index, 'cancelled');
    }
  }

  return { kind: 'delete', batch: DELETE_BATCH, weight: () => 1, prepare, run, ended: request.ended };
}
