import { expect, test } from 'vitest';
import type { ObjectInfo, S3Port } from '../../s3/port.ts';
import { content, md5Etag, partsEtag } from '../../testing/one-object.ts';
import { sentCheck } from './sent-check.ts';

const MEBIBYTE = 1_048_576;
const body = content.subarray(0, 20 * MEBIBYTE + 11);
const QUIRKS = { minPartBytes: 5 * MEBIBYTE, maxParts: 10_000 };

async function checkOf(info: Pick<ObjectInfo, 'etag' | 'etagKind'>, told: number | null) {
  const port = { firstPartBytes: async () => told } as Partial<S3Port> as S3Port;
  const source = { port, bucket: 'b', key: 'x' };
  return sentCheck(source, { ...info, size: body.length, modified: 0 }, QUIRKS, new AbortController().signal);
}

/** Sends all parts, announced in order, arriving the last one first. */
async function isGood(info: Pick<ObjectInfo, 'etag' | 'etagKind'>, told: number | null, bytes: Buffer) {
  const check = await checkOf(info, told);
  const arrive: (() => void)[] = [];
  const sent: Promise<Buffer>[] = [];
  for (let number = 1; (number - 1) * check.partSize < bytes.length; number += 1) {
    const part = Buffer.from(bytes.subarray((number - 1) * check.partSize, number * check.partSize));
    sent.push(check.part(number, new Promise((resolve) => arrive.push(() => resolve(part)))));
  }
  for (const one of arrive.reverse()) one();
  expect(Buffer.concat(await Promise.all(sent)).equals(bytes)).toBe(true);
  return { isGood: check.isGood(), partSize: check.partSize };
}

const damaged = Buffer.from(body);
damaged[15 * MEBIBYTE] = 1;

test.each([
  ['in one', { etagKind: 'md5', etag: md5Etag(body) }, null, 8],
  ['in parts, as they are cut', { etagKind: 'parts-md5', etag: partsEtag(body, 6 * MEBIBYTE) }, 6 * MEBIBYTE, 6],
] as const)('what passes is compared with what the source is: %s', async (_how, info, told, mebibytes) => {
  expect(await isGood(info, told, body)).toEqual({ isGood: true, partSize: mebibytes * MEBIBYTE });
  expect(await isGood(info, told, damaged)).toMatchObject({ isGood: false });
});

test.each([
  ['nothing tells of its content', { etagKind: 'opaque', etag: '"x"' }, null],
  ['its parts are too small for the store', { etagKind: 'parts-md5', etag: partsEtag(body, MEBIBYTE) }, MEBIBYTE],
  ['its parts are too large to be held', { etagKind: 'parts-md5', etag: partsEtag(body, body.length) }, 64 * MEBIBYTE],
] as const)('where %s, nothing is compared', async (_where, info, told) => {
  expect(await isGood(info, told, damaged)).toEqual({ isGood: true, partSize: 8 * MEBIBYTE });
});
