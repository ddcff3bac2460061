/** MD5s of what lies on the disk: what is compared with the ETags of stores. */
import { createHash } from 'node:crypto';
import { userFs } from '../../../user-fs.ts';

/** So much lies in a processor's own cache until it is hashed. */
const READ_BYTES = 262_144;
const STEP_BYTES = 4_194_304;
export const MD5_BYTES = 16;

/** Bytes of a file from `first` to before `end`, in parts of `partBytes`; the last one may be shorter. */
export interface Stretch {
  /** Absolute. */
  readonly path: string;
  readonly first: number;
  readonly end: number;
  readonly partBytes: number;
}

/** The MD5 of each part, one after the other; of none that is not there whole. Throws the file system's error. */
export function md5OfParts(stretch: Stretch): Uint8Array {
  const steps = md5Steps(stretch);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same in steps of a few milliseconds, so that others have their turn. Whoever leaves it before its end returns it. */
export function* md5Steps({ path, first, end, partBytes }: Stretch): Generator<void, Uint8Array> {
  const digests = new Uint8Array(Math.ceil((end - first) / partBytes) * MD5_BYTES);
  const buffer = Buffer.allocUnsafeSlow(Math.min(READ_BYTES, Math.max(1, end - first)));
  const file = userFs.openSync(path, 'r');
  try {
    let told = 0;
    let unstopped = 0;
    for (let position = first; position < end; ) {
      const partEnd = Math.min(position + partBytes, end);
      const md5 = createHash('md5');
      while (position < partEnd) {
        const read = userFs.readSync(file, buffer, 0, Math.min(buffer.length, partEnd - position), position);
        if (read === 0) return digests.subarray(0, told);
        md5.update(read === buffer.length ? buffer : buffer.subarray(0, read));
        position += read;
        unstopped += read;
        if (unstopped < STEP_BYTES) continue;
        unstopped = 0;
        yield;
      }
      digests.set(md5.digest(), told);
      told += MD5_BYTES;
    }
    return digests;
  } finally {
    userFs.closeSync(file);
  }
}
