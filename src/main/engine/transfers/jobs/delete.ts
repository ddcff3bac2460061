import { PailError } from '../../../../shared/errors.ts';
import type { Picked } from '../../listings/select.ts';
import { walk } from '../../listings/walk.ts';
import { isAddressable } from '../../s3/address.ts';
import { eachText } from '../../s3/packed.ts';
import { DELETE_BATCH, type S3Port } from '../../s3/port.ts';
import type { Job, JobContext } from '../job.ts';
import { answers } from './answers.ts';

export interface DeleteJobRequest {
  readonly port: () => Promise<S3Port>;
  readonly bucket: string;
  /** The whole key prefix of the folder that the selection was made in. */
  readonly prefix: string;
  /** The selected folders, without the trailing `/`. */
  readonly folders: readonly string[];
  /** The selected objects; `null` where they are among the items: nobody else knows of them. */
  readonly objects: Picked['objects'] | null;
  readonly ended: () => void;
}

/** Deletes objects, and folders with every key below them. What a store does not delete fails by name. */
export function deleteJob(request: DeleteJobRequest): Job {
  const { bucket, prefix, folders, objects } = request;

  function seed(context: JobContext): void {
    if (objects === null) throw new PailError('not-found', { subject: 'What was selected' });
    for (const object of objects) context.add(object.name, 0);
  }

  async function prepare(context: JobContext): Promise<void> {
    if (folders.length === 0) return;
    const port = await request.port();
    for (const folder of folders) {
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

  async function run(indices: readonly number[], context: JobContext): Promise<void> {
    const port = await request.port();
    const keys = indices.map((index) => prefix + context.items.name(index));
    const { failures, unanswered } = await port.deleteObjects({ bucket, keys, signal: context.signal });
    for (const [position, index] of indices.entries()) {
      const failure = failures.get(position);
      if (failure) context.items.set(index, 'failed', failure);
    }
    for (const position of unanswered) {
      const index = indices[position];
      if (index !== undefined) context.items.set(index, context.keeps() ? 'waiting' : 'cancelled');
    }
  }

  return {
    kind: 'delete',
    batch: DELETE_BATCH,
    weight: () => 1,
    seed,
    prepare,
    run,
    answers: ({ signal }) => answers([request], signal),
    ended: request.ended,
  };
}
