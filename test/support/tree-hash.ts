import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';

/** SHA-256 of a file, in hex. */
export async function fileHash(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Every file below a folder: path with `/`, relative, sorted by its bytes; and its SHA-256. */
export async function treeFiles(root: string): Promise<[name: string, hash: string][]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
  files.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return Promise.all(
    files.map(async (file) => [file.split(path.sep).join('/'), await fileHash(path.join(root, file))]),
  );
}

/** One SHA-256 over the names and the bytes of all files below a folder: equal for equal trees only. */
export async function treeHash(root: string): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, content] of await treeFiles(root)) hash.update(`${name}\0${content}\n`);
  return hash.digest('hex');
}
