import { basename } from 'node:path';
import { PailError } from '../../../../shared/errors.ts';
import { userFs } from '../../../user-fs.ts';
import type { Items } from '../items.ts';
import type { JobContext } from '../job.ts';
import { errnoOf, writeError } from '../local/local-errors.ts';

/** By what a file is known again under another name. */
interface FileMark {
  readonly size: number;
  /** ms since 1970 UTC. That of an archive is set to whole seconds, which file systems keep. */
  readonly modified: number;
  /** In decimal digits: it may be larger than a number can tell. */
  readonly inode: string;
}

/** What is remembered of the archive of a transfer, for the next run of it. */
interface ArchiveNote {
  /** A file that has the name and is one of these was made by this transfer. */
  readonly ours: readonly FileMark[];
  /** Anything else that has the name is what the person chose to replace. Not so once an archive was published. */
  readonly replaces: boolean;
}

/** The note is about all items alike, and there is one at least. */
const NOTED = 0;

/** The archive of one transfer, as far as runs before this one have made it. No file that nobody chose is taken for it. */
export class OwnArchive {
  readonly #file: string;
  readonly #replaces: boolean;

  /** `file`: its absolute path. `replaces`: what had the name at the start was to be replaced. */
  constructor(file: string, replaces: boolean) {
    this.#file = file;
    this.#replaces = replaces;
  }

  /** Whether what has the name now was made by this transfer. Rejects with `target-unwritable` where nobody can tell. */
  async isThere({ items }: Pick<JobContext, 'items'>): Promise<boolean> {
    return (await this.#oursIn(this.#note(items))).length > 0;
  }

  /** Whether what has the name now, if anything, is to be replaced by what is made of these items. Rejects as `isThere`. */
  async mayBeReplaced(indices: readonly number[], context: Pick<JobContext, 'items'>): Promise<boolean> {
    const { items } = context;
    if (this.#note(items).replaces || indices.some((index) => items.choice(index) === 'overwrite')) return true;
    return this.isThere(context);
  }

  /** Remembers, before it gets its name, that the file at `part` is the archive. `modified`: ms since 1970 UTC, of whole seconds. */
  async announce(part: string, modified: number, { items, commit }: JobContext): Promise<void> {
    const before = this.#note(items);
    const written = await markOf(part);
    if (!written) throw new PailError('target-unwritable', { subject: basename(this.#file), reason: 'ENOENT' });
    const mark = { ...written, modified };
    // Should the process end before the new one has its name, the one of before is there.
    const note: ArchiveNote = { ...before, ours: [mark, ...(await this.#oursIn(before))] };
    items.begin(NOTED, note);
    // A journal that cannot be written has told so.
    await commit().catch(() => undefined);
  }

  /** It has its name: what was chosen to be replaced is gone. */
  published(indices: readonly number[], { items }: Pick<JobContext, 'items'>): void {
    items.begin(NOTED, { ours: this.#note(items).ours.slice(0, 1), replaces: false } satisfies ArchiveNote);
    for (const index of indices) if (items.choice(index) === 'overwrite') items.choose(index, 'none');
  }

  /** There will be no other run. */
  forget({ items }: Pick<JobContext, 'items'>): void {
    items.settle(NOTED);
  }

  #note(items: Items): ArchiveNote {
    return (items.begun(NOTED)?.base as ArchiveNote | undefined) ?? { ours: [], replaces: this.#replaces };
  }

  async #oursIn({ ours }: ArchiveNote): Promise<FileMark[]> {
    if (ours.length === 0) return [];
    const there = await markOf(this.#file);
    return ours.filter(
      (one) => one.size === there?.size && one.modified === there.modified && one.inode === there.inode,
    );
  }
}

/** `null`: nothing is there. */
async function markOf(path: string): Promise<FileMark | null> {
  try {
    const { size, mtimeMs, ino } = await userFs.promises.lstat(path, { bigint: true });
    return { size: Number(size), modified: Number(mtimeMs), inode: ino.toString() };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw writeError(error, path);
  }
}
