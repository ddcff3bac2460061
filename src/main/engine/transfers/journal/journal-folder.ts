import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type Failure, failure } from '../../../../shared/errors.ts';
import type { TransferSummary } from '../../../../shared/model/transfer.ts';
import { errnoOf } from '../local/local-errors.ts';
import {
  decodeFrames,
  FRAME_BYTES,
  isOfOtherVersion,
  isUnwritten,
  lastFrame,
  MAX_FRAME_BYTES,
  TAIL_BYTES,
} from './frames.ts';
import { FileJournal, type Journal } from './journal.ts';
import { type Recalled, recall, recordsIn } from './recall.ts';
import type { JournalRecord } from './records.ts';

const SUFFIX = '.journal';
/** Transfers that ended and are remembered; older ones are forgotten. */
const HISTORY = 100;
/** A journal that is longer is not read: something is wrong with it. */
const MOST_BYTES = 1_073_741_824;

/** A transfer of an earlier process, and the journal to go on with. */
export interface RecalledTransfer {
  readonly recalled: Recalled;
  readonly journal: Journal;
}

/** What earlier processes left. */
export interface Remembered {
  /** Those that have not ended, or have left something that is to be taken back. */
  readonly open: readonly RecalledTransfer[];
  readonly past: readonly TransferSummary[];
  /**
   * Files that cannot be read, as `journal-unreadable` with their path. Damaged ones were set aside, so that they are told once. What
   * another version wrote, and what the system did not give, stays: it may be read another time.
   */
  readonly unreadable: readonly Failure[];
}

/** Why a journal is not one that any Pail could go on with. */
class DamagedJournal extends Error {}

/** The journals of all transfers, one file for each, in a folder of their own. */
export class JournalFolder {
  readonly #path: string;
  readonly #now: () => number;

  /** `path`: absolute; made when it is first needed, for its owner's eyes only. `now` names what is set aside. */
  constructor(path: string, now: () => number = Date.now) {
    this.#path = path;
    this.#now = now;
  }

  /** A new journal. `onError` hears once of one that cannot be written. */
  create(id: string, onError: (error: unknown) => void): Journal {
    const made = mkdir(this.#path, { recursive: true, mode: 0o700 });
    // Told by the journal itself, which needs the folder.
    made.catch(() => undefined);
    return new FileJournal(this.#file(id), 0, onError, made);
  }

  /**
   * What earlier processes left, oldest first; `onError` hears, with the id, of what cannot be written later. Of those that ended only
   * the end is read. A journal of which nothing was ever written whole is removed: nothing was begun before that.
   */
  async recallAll(onError: (id: string, error: unknown) => void): Promise<Remembered> {
    const open: RecalledTransfer[] = [];
    const past: TransferSummary[] = [];
    const unreadable: Failure[] = [];
    for (const id of await this.#ids()) {
      try {
        const end = await this.#end(id);
        const one = end ? null : await this.recall(id, onError);
        if (end) past.push(end);
        else if (one) open.push(one);
        else await this.remove(id);
      } catch (error) {
        unreadable.push(await this.#unreadable(id, error));
      }
    }
    open.sort((a, b) => a.recalled.title.startedAt - b.recalled.title.startedAt);
    past.sort((a, b) => a.startedAt - b.startedAt);
    for (const { id } of past.splice(0, Math.max(0, past.length - HISTORY))) {
      await this.remove(id).catch((error: unknown) => onError(id, error));
    }
    return { open, past, unreadable };
  }

  /** One transfer with all of its items; `null` where nothing was ever written whole. Rejects where the file cannot be read. */
  async recall(id: string, onError: (id: string, error: unknown) => void): Promise<RecalledTransfer | null> {
    const path = this.#file(id);
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw new DamagedJournal(`${size} bytes`);
    const content = await readFile(path);
    const { payloads, wholeBytes } = decodeFrames(content);
    if (payloads.length === 0) {
      if (isUnwritten(content)) return null;
      if (isOfOtherVersion(content)) throw new Error('another version of Pail wrote it');
      throw new DamagedJournal('its beginning is damaged');
    }
    const recalled = recall(payloads);
    if (!recalled) throw new DamagedJournal('it does not say what it is about');
    if (recalled.title.id !== id) throw new DamagedJournal('it has another name than Pail gave it');
    return { recalled, journal: new FileJournal(path, wholeBytes, (error) => onError(id, error)) };
  }

  /** All that a journal tells, as it lies on the disk. */
  async records(id: string): Promise<Iterable<JournalRecord>> {
    return recordsIn(decodeFrames(await readFile(this.#file(id))).payloads);
  }

  /** Forgets a transfer. */
  async remove(id: string): Promise<void> {
    await rm(this.#file(id), { force: true });
  }

  /** How a transfer ended of which nothing is left to be done; `null`: any other. */
  async #end(id: string): Promise<TransferSummary | null> {
    const handle = await open(this.#file(id));
    try {
      const { size } = await handle.stat();
      const read = async (bytes: number): Promise<Buffer> => {
        const start = Math.max(0, size - bytes);
        return (await handle.read(Buffer.alloc(size - start), 0, size - start, start)).buffer;
      };
      const tail = await read(TAIL_BYTES);
      if (tail.length < TAIL_BYTES) return null;
      const payload = lastFrame(await read(Math.min(MAX_FRAME_BYTES, tail.readUInt32LE(0) + FRAME_BYTES)));
      const last = payload && [...recordsIn([payload])].at(-1);
      return last?.r === 'ended' && last.begun === 0 && last.summary.id === id ? last.summary : null;
    } finally {
      await handle.close();
    }
  }

  async #ids(): Promise<string[]> {
    try {
      const names = await readdir(this.#path);
      return names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** The failure of a journal that cannot be read; what is damaged is set aside first. */
  async #unreadable(id: string, error: unknown): Promise<Failure> {
    const file = this.#file(id);
    const isOfContent = error instanceof SyntaxError || !(error instanceof Error);
    const reason = errnoOf(error) || (isOfContent ? 'its content is damaged' : error.message);
    const path = isOfContent || error instanceof DamagedJournal ? await this.#setAside(file) : file;
    return failure('journal-unreadable', { subject: basename(path), path, reason });
  }

  /** Where the file is after it was set aside: where it was, if that cannot be. */
  async #setAside(file: string): Promise<string> {
    const aside = `${file}.${this.#now()}.unreadable`;
    return rename(file, aside).then(
      () => aside,
      // A folder that cannot be written. It is told again at the next start, and from the place that is told it can be taken away.
      () => file,
    );
  }

  #file(id: string): string {
    return join(this.#path, `${id}${SUFFIX}`);
  }
}
