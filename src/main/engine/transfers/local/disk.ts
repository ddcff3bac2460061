import { md5OfParts, type Stretch } from './digest-work.ts';
import { type DiskOutcome, type DiskWork, doDiskWork, type FilePlace, type WholeFile } from './disk-work.ts';

/**
 * Work on the local disk that is a handful of calls for each file. What both reject with is the file system's error, `EEXIST`
 * where the name is taken and stays.
 */
export interface Disk {
  /** Writes a file under another name, brings it to the disk, and then gives it its name. */
  save(file: WholeFile): Promise<void>;
  /** Gives the file at `part`, which is in the folder of `place`, its name. */
  name(part: string, place: FilePlace): Promise<void>;
  /** The MD5 of each part of a stretch, one after the other, as far as the file goes. Rejects with the signal's reason when that comes first. */
  md5OfParts(stretch: Stretch, signal: AbortSignal): Promise<Uint8Array>;
}

/** A disk whose work somebody does, who answers with what became of it, and whose MD5s somebody takes. */
export function diskOf(work: (one: DiskWork) => Promise<DiskOutcome>, digests: Pick<Disk, 'md5OfParts'>): Disk {
  const done = async (one: DiskWork): Promise<void> => {
    const refusal = await work(one);
    if (refusal) throw Object.assign(new Error(refusal.message), refusal);
  };
  return {
    save: ({ folder, name, replace, tag, content, modified }) =>
      done({ folder, name, replace, tag, content, modified }),
    name: (part, { folder, name, replace, tag }) => done({ folder, name, replace, tag, part }),
    md5OfParts: (stretch, signal) => digests.md5OfParts(stretch, signal),
  };
}

/** A disk whose work is done at once, by this thread, which waits for it. */
export const ownThreadDisk: Disk = diskOf(async (one) => doDiskWork([one])[0] ?? null, {
  md5OfParts: async (stretch, signal) => {
    signal.throwIfAborted();
    return md5OfParts(stretch);
  },
});
