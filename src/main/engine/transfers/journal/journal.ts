import { type FileHandle, open } from 'node:fs/promises';
import { encodeFrame, MAGIC, MAX_PAYLOAD_BYTES } from './frames.ts';
import { type JournalRecord, joinRecord } from './records.ts';

/** So long a record may wait for being brought to the disk. A killed process loses none that was written: only a power cut does. */
const SYNC_AFTER_MS = 1000;
/** Records in a frame: with a thousand items in each it stays far below the longest frame. */
const RECORDS_A_FRAME = 8;

/** The file that remembers one transfer. */
export interface Journal {
  /** Remembers a record: it is written together with what else comes in this turn of the event loop. */
  append(record: JournalRecord): void;
  /** Resolves when all records so far are on the disk. Rejects where they cannot be written. */
  commit(): Promise<void>;
  /** Writes what is left and closes the file, which a later record opens again. Never rejects. */
  close(): Promise<void>;
}

/** A journal of records that nobody needs after this run. */
export const NO_JOURNAL: Journal = {
  append: () => undefined,
  commit: async () => undefined,
  close: async () => undefined,
};

/**
 * A journal in a file. Records of one turn of the event loop are one frame and one write, and one fsync serves all that were
 * written within a second. `onError` hears once of a file that cannot be written; from then on nothing is remembered.
 */
export class FileJournal implements Journal {
  readonly #path: string;
  readonly #folder: Promise<unknown>;
  readonly #onError: (error: unknown) => void;
  readonly #pending: JournalRecord[] = [];
  #handle: FileHandle | null = null;
  #position: number;
  #work: Promise<void> = Promise.resolve();
  #isPlanned = false;
  #isSynced = true;
  #syncTimer: NodeJS.Timeout | null = null;
  #error: unknown = null;

  /**
   * `wholeBytes`: of a journal that is there already, how much of it is good; 0 makes a new one, once its `folder` is
   * there.
   */
  constructor(
    path: string,
    wholeBytes: number,
    onError: (error: unknown) => void,
    folder: Promise<unknown> = Promise.resolve(),
  ) {
    this.#path = path;
    this.#folder = folder;
    this.#position = wholeBytes;
    this.#onError = onError;
  }

  append(record: JournalRecord): void {
    if (this.#error !== null) return;
    if (!joinRecord(this.#pending.at(-1), record)) this.#pending.push(record);
    if (this.#isPlanned) return;
    this.#isPlanned = true;
    setImmediate(() => this.#flush());
  }

  async commit(): Promise<void> {
    this.#flush();
    this.#do(() => this.#sync());
    await this.#work;
    if (this.#error !== null) throw this.#error;
  }

  async close(): Promise<void> {
    this.#flush();
    this.#do(() => this.#sync());
    this.#work = this.#work.then(async () => {
      if (this.#syncTimer) clearTimeout(this.#syncTimer);
      this.#syncTimer = null;
      const handle = this.#handle;
      this.#handle = null;
      await handle?.close().catch(this.#onError);
    });
    await this.#work;
  }

  #flush(): void {
    this.#isPlanned = false;
    while (this.#pending.length > 0) {
      const records = this.#pending.splice(0, RECORDS_A_FRAME);
      this.#do(async () => {
        for (const frame of framesOf(records)) await this.#write(frame);
      });
    }
  }

  /** One thing after the other. After the first that fails nothing more is done. */
  #do(step: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#error !== null) return;
      try {
        await step();
      } catch (error) {
        this.#error = error;
        this.#onError(error);
      }
    });
  }

  async #write(frame: Buffer): Promise<void> {
    const handle = await this.#opened();
    for (let written = 0; written < frame.length; ) {
      const { bytesWritten } = await handle.write(frame, written, frame.length - written, this.#position + written);
      written += bytesWritten;
    }
    this.#position += frame.length;
    this.#isSynced = false;
    this.#syncTimer ??= setTimeout(() => {
      this.#syncTimer = null;
      this.#do(() => this.#sync());
    }, SYNC_AFTER_MS).unref();
  }

  async #opened(): Promise<FileHandle> {
    if (this.#handle) return this.#handle;
    await this.#folder;
    // It names what somebody has: for nobody else to read.
    this.#handle = await open(this.#path, this.#position === 0 ? 'wx' : 'r+', 0o600);
    if (this.#position === 0) {
      await this.#handle.write(MAGIC, 0, MAGIC.length, 0);
      this.#position = MAGIC.length;
    } else await this.#handle.truncate(this.#position);
    return this.#handle;
  }

  async #sync(): Promise<void> {
    if (this.#isSynced) return;
    this.#isSynced = true;
    await this.#handle?.datasync();
  }
}

/** Records as one frame, or as more where it would be too long. */
function* framesOf(records: readonly JournalRecord[]): Generator<Buffer> {
  const payload = Buffer.from(JSON.stringify(records));
  if (payload.length <= MAX_PAYLOAD_BYTES || records.length === 1) {
    yield encodeFrame(payload);
    return;
  }
  const half = Math.ceil(records.length / 2);
  yield* framesOf(records.slice(0, half));
  yield* framesOf(records.slice(half));
}
