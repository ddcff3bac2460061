import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Names that give trouble on the way, and that every file system takes. */
const NAMES = [
  'plain.txt',
  'with space.txt',
  'plus+sign.txt',
  '100%.txt',
  'percent%20twenty.txt',
  'hash#mark.txt',
  'and&so=on.txt',
  "quote's.txt",
  'emoji 🪣.txt',
  '日本語.txt',
  'naïve.txt',
  '(brackets) [too].txt',
  '.hidden',
];

/** Bytes that are the same for the same seed, of any length. */
export function seededBytes(seed: string, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let index = 0; blocks.length * 32 < length; index += 1) {
    blocks.push(createHash('sha256').update(`${seed}:${index}`).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

/**
 * Makes a folder of `count` files in nested folders below `root`, with difficult names, sizes from 0 bytes to 64 KiB, and one
 * of `largeBytes` that is sent in parts. Answers the folder.
 */
export async function makeSampleTree(
  root: string,
  { count = 60, largeBytes = 20 * 1024 * 1024 } = {},
): Promise<string> {
  const folder = path.join(root, 'field notes');
  for (let index = 0; index < count; index += 1) {
    const depth = index % 4;
    const directory = path.join(folder, ...Array.from({ length: depth }, (_, level) => `level ${level + 1}`));
    await mkdir(directory, { recursive: true });
    const name = NAMES[index % NAMES.length] ?? 'x';
    const unique = index < NAMES.length ? name : `${index} ${name}`;
    await writeFile(path.join(directory, unique), seededBytes(unique, (index * index * 37) % 65_536));
  }
  if (largeBytes > 0) await writeFile(path.join(folder, 'large.bin'), seededBytes('large', largeBytes));
  return folder;
}
