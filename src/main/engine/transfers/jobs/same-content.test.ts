import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { PailError } from '../../../../shared/errors.ts';
import type { ObjectInfo, S3Port } from '../../s3/port.ts';
import { content, md5Etag, partsEtag } from '../../testing/one-object.ts';
import { LocalFile } from '../local/local-file.ts';
import { hasContentOf } from './same-content.ts';

const MEBIBYTE = 1_048_576;
const body = content.subarray(0, 3 * MEBIBYTE + 11);

/** Whether a file is what a store says of an object; `told`: the size of its parts, where the store tells it. */
async function compared(file: Buffer, info: Pick<ObjectInfo, 'etag' | 'etagKind'> | null, told: number | null = null) {
  const folder = await mkdtemp(join(tmpdir(), 'pail-same-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'x'), file);
  const port: Partial<S3Port> = {
    headObject: async () => {
      if (!info) throw new PailError('no-such-key');
      return { ...info, size: body.length, modified: 0 };
    },
    firstPartBytes: async () => told,
  };
  const local = await LocalFile.open(join(folder, 'x'), 'x');
  onTestFinished(() => local.close());
  const { signal } = new AbortController();
  return hasContentOf({ port: port as S3Port, bucket: 'b', key: 'x' }, local, signal);
}

const changed = Buffer.from(body);
changed[2 * MEBIBYTE] = 1;

test.each([
  ['in one', { etagKind: 'md5', etag: md5Etag(body) }, null],
  ['in parts, whose size is told', { etagKind: 'parts-md5', etag: partsEtag(body, 1_000_000) }, 1_000_000],
  ['in one part', { etagKind: 'parts-md5', etag: partsEtag(body, body.length) }, null],
] as const)('a file is what the store has, or not, bit by bit: %s', async (_how, info, told) => {
  expect(await compared(body, info, told)).toBe('same');
  expect(await compared(changed, info, told)).toBe('other');
  expect(await compared(body.subarray(1), info, told)).toBe('other');
});

test('of a guess of the size of its parts, only that it is the same follows', async () => {
  // Four parts of three MiB and a bit look like parts of one MiB each.
  expect(await compared(body, { etagKind: 'parts-md5', etag: partsEtag(body, MEBIBYTE) })).toBe('same');
  expect(await compared(body, { etagKind: 'parts-md5', etag: partsEtag(body, 900_000) })).toBe('unknown');
});

test('where nothing tells of the content, nothing is known; where nothing is, it is another one', async () => {
  expect(await compared(body, { etagKind: 'opaque', etag: '"x"' })).toBe('unknown');
  const uneven = { etagKind: 'parts-md5', etag: `"${'0'.repeat(32)}-7"` } as const;
  expect(await compared(body, uneven, 1_000_000)).toBe('unknown');
  expect(await compared(body, null)).toBe('other');
});
