/**
 * What is done on the disk for downloaded files, many at a time and without promises: a file takes eight calls, and each one
 * that Node gives to its thread pool costs more than the call itself (measured with Electron 33: 60 µs of 80). So a thread
 * waits for them, which has nothing else to do.
 */
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, futimesSync, linkSync, openSync, renameSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** A file to write, or one that is written and gets its name. See `Disk`. */
export type DiskWork = {
  readonly folder: string;
  readonly name: string;
  readonly replace: boolean;
} & ({ readonly content: Uint8Array; readonly modified: number } | { readonly part: string });

/** What the file system said, in a form that passes between threads; `null` when all is done. */
export type DiskOutcome = { readonly code: string; readonly syscall: string; readonly message: string } | null;

/** What file systems without hard links answer to `link`. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EISDIR', 'EACCES']);

/** A name that nobody has, for what is not complete. */
export function partName(): string {
  return `.pail-${randomUUID()}.part`;
}

/** Does all of it, each as far as it goes; answers what became of each. */
export function doDiskWork(works: readonly DiskWork[]): DiskOutcome[] {
  const outcomes = new Array<DiskOutcome>(works.length).fill(null);
  const written = works.map((work, index) => attempt(outcomes, index, () => new Writing(work)));
  // All are written before the first one is waited for: the disk takes them together.
  for (const [index, writing] of written.entries()) {
    if (writing) attempt(outcomes, index, () => writing.finish());
  }
  return outcomes;
}

function attempt<T>(outcomes: DiskOutcome[], index: number, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    const { code = '', syscall = '', message } = error as NodeJS.ErrnoException;
    outcomes[index] = { code, syscall, message };
    return null;
  }
}

/** One file on its way to its name. */
class Writing {
  readonly #work: DiskWork;
  readonly #part: string;
  #descriptor: number | null = null;

  /** Writes what is to be written. Throws the file system's error; nothing is left then. */
  constructor(work: DiskWork) {
    this.#work = work;
    if (!('content' in work)) {
      this.#part = work.part;
      return;
    }
    this.#part = join(work.folder, partName());
    // With the rights that the file will have: they are the person's own defaults.
    this.#descriptor = openSync(this.#part, 'wx');
    this.#orRemoved(() => write(this.#descriptor as number, work.content, work.modified));
  }

  /** Brings it to the disk and gives it its name. Throws the file system's error; what this one has written is gone then. */
  finish(): void {
    const { folder, name, replace } = this.#work;
    const path = join(folder, name);
    this.#orRemoved(() => {
      if (this.#descriptor !== null) fsyncSync(this.#descriptor);
      this.#close();
      if (replace) renameSync(this.#part, path);
      else claim(this.#part, path);
    });
  }

  #orRemoved(work: () => void): void {
    try {
      work();
    } catch (error) {
      // What the part of somebody else is worth, somebody else knows.
      if ('content' in this.#work) this.#remove();
      throw error;
    }
  }

  #remove(): void {
    try {
      this.#close();
      unlinkSync(this.#part);
    } catch {
      // Why the file could not be written says more than why the rest of it could not be removed.
    }
  }

  #close(): void {
    if (this.#descriptor === null) return;
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    closeSync(descriptor);
  }
}

function write(descriptor: number, content: Uint8Array, modified: number): void {
  for (let written = 0; written < content.length; ) {
    written += writeSync(descriptor, content, written, content.length - written, written);
  }
  if (modified > 0) futimesSync(descriptor, modified / 1000, modified / 1000);
}

/** Gives a file a name that nobody has. Throws `EEXIST` where somebody has it. */
function claim(part: string, path: string): void {
  try {
    linkSync(part, path);
    unlinkSync(part);
    return;
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException;
    if (syscall !== 'link' || !NO_LINKS.has(code)) throw error;
  }
  // No hard links here: an empty file holds the name, for nobody else to take it before the rename.
  closeSync(openSync(path, 'wx'));
  try {
    renameSync(part, path);
  } catch (error) {
    unlinkSync(path);
    throw error;
  }
}
