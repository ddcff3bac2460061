import { expect, test, vi } from 'vitest';
import type { Picked, PickedObjects } from '../listings/select.ts';
import type { S3Port } from '../s3/port.ts';
import { objectFacts } from './object-facts.ts';

const PLACE = { bucket: 'b', prefix: 'home/2026/' };
const DETAILS = {
  size: 7,
  etag: '"abc"',
  etagKind: 'md5',
  modified: 5,
  contentType: 'text/plain',
  contentEncoding: null,
  contentLanguage: null,
  contentDisposition: null,
  cacheControl: 'no-cache',
  expires: null,
  storageClass: null,
  websiteRedirect: null,
  metadata: { author: 'Ana' },
  tagCount: null,
};

function picked(folders: readonly string[], names: readonly string[]): Picked {
  const objects = names.map((name) => ({ name, size: 7, modified: 5 })) as PickedObjects & unknown[];
  return { folders, objects, firstName: '' };
}

test('the one object is asked for by its key', async () => {
  const objectDetails = vi.fn(async () => DETAILS);
  const port = async () => ({ objectDetails }) as unknown as S3Port;
  expect(await objectFacts(port, PLACE, picked([], ['below/a.txt']))).toEqual({
    size: 7,
    modified: 5,
    etag: 'abc',
    contentType: 'text/plain',
    storageClass: null,
    cacheControl: 'no-cache',
    contentEncoding: null,
    metadata: { author: 'Ana' },
  });
  expect(objectDetails).toHaveBeenCalledWith(expect.objectContaining({ bucket: 'b', key: 'home/2026/below/a.txt' }));
});

test.each([
  ['a folder', picked(['f'], [])],
  ['two objects', picked([], ['a', 'b'])],
  ['an object and a folder', picked(['f'], ['a'])],
])('%s has no such facts, and nobody is asked', async (_what, selection) => {
  const port = vi.fn();
  await expect(objectFacts(port, PLACE, selection)).rejects.toMatchObject({ failure: { code: 'invalid-argument' } });
  expect(port).not.toHaveBeenCalled();
});
