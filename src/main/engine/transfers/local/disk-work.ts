/**
 * What is done on the disk for downloaded files, many at a time and without promises: a file takes eight calls, and each one
 * that Node gives to its thread pool costs more than the call itself (measured with Electron 33: 60 µs of 80). So a thread
 * waits for them, which has nothing else to do.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { userFs } from '../../../user-fs.ts';

const { closeSync, fsyncSync, ftruncateSync, futimesSync, linkSync, openSync, renameSync, unlinkSync, writeSync } =
  userFs;

/** Where a downloaded file goes. */
export interface FilePlace {
  /** Absolute path of a folder that exists. */
  readonly folder: string;
  readonly name: string;
  /** False: what has the name stays. */
  readonly replace: boolean;
  /** What the names of files that are not complete have in common, so that they are found where a process ended over them. */
  readonly tag: string;
}

/** A file that is all in memory. */
export interface WholeFile extends FilePlace {
  readonly content: Uint8Array;
  /** ms since 1970 UTC; 0 where nobody said. */
  readonly modified: number;
}

/** A file to write, or one that is written and gets its name. See `Disk`. */
export type DiskWork = WholeFile | (FilePlace & { readonly part: string });

/** What the file system said, in a form that passes between threads; `null` when all is done. */
export type DiskOutcome = { readonly code: string; readonly syscall: string; readonly message: string } | null;

/** What file systems without hard links answer to `link`. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL', 'EISDIR', 'EACCES']);

/**
 * ext4 begins to bring a file to the disk when it is closed, if it has been cut to nothing before; else it waits for the
 * fsync, which then waits for each file alone (measured: 120 instead of 160 µs of processor time a file, 200 instead of 480
 * of waiting). Elsewhere it is two calls for nothing.
 */
const BEGINS_AT_CLOSE = process.platform === 'linux';

/** A name that nobody has, for what is not complete. */
export function partName(tag: string): string {
  return `.pail-${tag}-${randomUUID()}.part`;
}

/** Whether `partName` gave this name for this tag. */
export function isPartName(name: string, tag: string): boolean {
  return name.startsWith(`.pail-${tag}-`) && name.endsWith('.part');
}

/** Does all of it, each as far as it goes; answers what became of each. */
export function doDiskWork(works: readonly DiskWork[]): DiskOutcome[] {
  const outcomes = new Array<DiskOutcome>(works.length).fill(null);
  const writings = works.map((work) => new Writing(work));
  // Step by step for all of them: what brings the first one to the disk takes much of the others with it, and a new name in
  // between would be one more thing to bring (measured with ext4: 126 instead of 169 µs a file).
  for (const step of ['write', 'sync', 'publish'] as const) {
    for (const [index, writing] of writings.entries()) {
      if (!outcomes[index]) outcomes[index] = attempt(writing, step);
    }
  }
  return outcomes;
}

function attempt(writing: Writing, step: 'write' | 'sync' | 'publish'): DiskOutcome {
  try {
    writing[step]();
    return null;
  } catch (error) {
    writing.remove();
    const { code = '', syscall = '', message } = error as NodeJS.ErrnoException;
    return { code, syscall, message };
  }
}

/** One file on its way to its name. Each step throws the file system's error. */
class Writing {
  readonly #work: DiskWork;
  readonly #part: string;
  #descriptor: number | null = null;

  constructor(work: DiskWork) {
    this.#work = work;
    this.#part = 'part' in work ? work.part : join(work.folder, partName(work.tag));
  }

  write(): void {
    if (!('content' in this.#work)) return;
    // With the rights that the file will have: they are the person's own defaults.
    this.#descriptor = openSync(this.#part, 'wx');
    if (BEGINS_AT_CLOSE) ftruncateSync(this.#descriptor, 0);
    write(this.#descriptor, this.#work.content, this.#work.modified);
    if (!BEGINS_AT_CLOSE) return;
    // Opened again before it is closed, so that the fsync hears of whatever goes wrong in between.
    const first = this.#descriptor;
    this.#descriptor = openSync(this.#part, 'r+');
    closeSync(first);
  }

  sync(): void {
    if (this.#descriptor !== null) fsyncSync(this.#descriptor);
    this.#close();
  }

  publish(): void {
    const { folder, name, replace } = this.#work;
    if (replace) renameSync(this.#part, join(folder, name));
    else claim(this.#part, join(folder, name));
  }

  /** Removes what was written here. A part that somebody else has written is theirs to remove. */
  remove(): void {
    if (!('content' in this.#work)) return;
    quietly(() => this.#close());
    quietly(() => unlinkSync(this.#part));
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
    // The file is there: that somebody holds its other name (a virus scanner does) changes nothing about that.
    quietly(() => unlinkSync(part));
    return;
  } catch (error) {
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  // No hard links here: an empty file holds the name, for nobody else to take it before the rename.
  closeSync(openSync(path, 'wx'));
  try {
    renameSync(part, path);
  } catch (error) {
    quietly(() => unlinkSync(path));
    throw error;
  }
}

/** For what comes after the thing that counts: how that went says more. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // See above.
  }
}
