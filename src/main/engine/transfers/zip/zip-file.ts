/// <reference path="./compress-commons.d.ts" />
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { ZipArchiveEntry } from 'compress-commons';
import type { PartFile } from '../local/part-file.ts';
import { PartWriter } from '../local/part-writer.ts';
import { ArchiveStream } from './archive-stream.ts';

/** From so many entries on the end of the archive has the form of Zip64: 65,535 in the old one means "see there". */
const ZIP64_ENTRIES = 65_535;
/** The fastest: it takes a third of the time of the usual level, and text shrinks to a third all the same. */
const DEFLATE_LEVEL = 1;
const STORED = 0;
const DEFLATED = 8;
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;
/** What the field of the old form can tell; later ones are told by the extra field only. */
const FIRST_TIME = Date.UTC(1980, 0, 2);
const EXTENDED_TIMESTAMP = 0x5455;
const LAST_EXTENDED_TIME = 2 ** 31 * 1000;

/** What an archive is told of an entry. */
export interface ZipEntry {
  /** Relative, with `/`; that of a folder ends with it. No two are the same. */
  readonly name: string;
  /** ms since 1970 UTC. */
  readonly modified: number;
  readonly isDeflated: boolean;
}

/**
 * An archive on its way into a file. Entries are written one after the other, and memory holds none but the one that is being written,
 * besides the 400 bytes that the directory at the end needs of each. What writing the file rejects with, every method does.
 */
export class ZipFile {
  readonly #stream: ArchiveStream;
  readonly #writing: Promise<void>;
  /** Never resolves. */
  readonly #failed: Promise<never>;

  /** `entries`: how many there will be. */
  constructor(part: PartFile, entries: number) {
    this.#stream = new ArchiveStream({
      zlib: { level: DEFLATE_LEVEL },
      forceZip64: entries >= ZIP64_ENTRIES,
      // What the old field tells is local time to whoever reads it.
      forceLocalTime: true,
    });
    this.#writing = writeAll(this.#stream, part);
    this.#failed = new Promise((_, reject) => this.#writing.catch(reject));
    // Heard by whoever adds or finishes.
    this.#failed.catch(() => undefined);
  }

  /** `content`: all bytes of a file, or a stream of them that is read to its end; nothing for a folder. */
  async add({ name, modified, isDeflated }: ZipEntry, content: Buffer | Readable): Promise<void> {
    const entry = new ZipArchiveEntry(name);
    entry.setTime(new Date(Math.max(modified, FIRST_TIME)), true);
    if (modified < LAST_EXTENDED_TIME) entry.setExtra(extendedTimestamp(modified));
    entry.setUnixMode(name.endsWith('/') ? FOLDER_MODE : FILE_MODE);
    entry.setMethod(isDeflated ? DEFLATED : STORED);
    const added = new Promise<void>((resolve, reject) => {
      this.#stream.entry(entry, content, (error) => (error ? reject(error) : resolve()));
    });
    await Promise.race([added, this.#failed]);
    if (this.#stream.writableNeedDrain) await Promise.race([once(this.#stream, 'drain'), this.#failed]);
  }

  /** Writes the directory; the file is whole then. */
  async finish(): Promise<void> {
    this.#stream.finish();
    await this.#writing;
  }

  /** Ends all writing, so that the file can be removed. */
  async stop(): Promise<void> {
    this.#stream.destroy();
    await this.#writing.catch(() => undefined);
  }
}

async function writeAll(stream: ArchiveStream, part: PartFile): Promise<void> {
  const writer = new PartWriter(part, 0, Number.POSITIVE_INFINITY, () => undefined);
  try {
    for await (const piece of stream) await writer.take(piece);
    await writer.end();
  } finally {
    await writer.settled();
  }
}

/** The time in UTC and to the second, which the field of the old form does not have. */
function extendedTimestamp(modified: number): Buffer {
  const extra = Buffer.alloc(9);
  extra.writeUInt16LE(EXTENDED_TIMESTAMP, 0);
  extra.writeUInt16LE(5, 2);
  extra.writeUInt8(1, 4);
  extra.writeInt32LE(Math.trunc(modified / 1000), 5);
  return extra;
}
