/** Local files to transfer, the same in every run. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SeededBytes } from '../support/sample-data/random.ts';

const PIECE = 1024 * 1024;

/** Writes a file of incompressible bytes. */
export async function writeLargeFile(file: string, size: number): Promise<void> {
  const bytes = new SeededBytes('large');
  const pieces = Array.from({ length: size / PIECE }, () => PIECE);
  await pipeline(
    Readable.from(pieces).map((length: number) => bytes.next(length)),
    createWriteStream(file),
  );
}

/** Fills a folder with files of incompressible bytes. */
export async function writeSmallFiles(folder: string, count: number, size: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const bytes = new SeededBytes('small');
  for (let index = 0; index < count; index += 1) {
    await writeFile(path.join(folder, `file-${String(index).padStart(5, '0')}.bin`), bytes.next(size));
  }
}

/** A hash of the content of a file, or of the names and contents of all files in a folder. */
export async function contentHash(target: string): Promise<string> {
  const hash = createHash('sha256');
  const names = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return null;
    throw error;
  });
  if (names === null) await pipeline(createReadStream(target, { highWaterMark: PIECE }), hash);
  for (const name of (names ?? []).sort()) hash.update(name).update(await readFile(path.join(target, name)));
  return hash.digest('hex');
}
