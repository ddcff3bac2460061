import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { type StoreRequest, xml, xmlError } from '../../testing/http-store.ts';
import { type LibraryPort, libraryPort } from '../../testing/library-port.ts';

const { signal } = new AbortController();
const UPLOAD = { bucket: 'b', key: 'a+b/é', uploadId: 'i&d', signal };

let open: LibraryPort | null = null;
afterEach(() => open?.close());

async function at(
  answer: (query: URLSearchParams, response: ServerResponse, request: StoreRequest) => unknown,
): Promise<LibraryPort> {
  open = await libraryPort((request, response) =>
    answer(new URL(request.url, 'http://x').searchParams, response, request),
  );
  return open;
}

const part = (number: number, more = ''): string =>
  `<Part><PartNumber>${number}</PartNumber><ETag>&quot;e${number}&quot;</ETag><Size>${number * 10}</Size>${more}</Part>`;

test('all pages of the parts of an upload', async () => {
  const { port, requests } = await at((query, response) => {
    const after = Number(query.get('part-number-marker') ?? 0);
    const last = after === 2;
    const parts = [part(after + 1), part(after + 2, '<ChecksumCRC32>AAAAAA==</ChecksumCRC32>')].join('');
    const more = `<IsTruncated>${!last}</IsTruncated><NextPartNumberMarker>${after + 2}</NextPartNumberMarker>`;
    return xml(response, 200, `<ListPartsResult>${more}${parts}</ListPartsResult>`);
  });
  expect(await port.listParts(UPLOAD)).toEqual([
    { number: 1, etag: '"e1"', size: 10 },
    { number: 2, etag: '"e2"', size: 20, crc32: 'AAAAAA==' },
    { number: 3, etag: '"e3"', size: 30 },
    { number: 4, etag: '"e4"', size: 40, crc32: 'AAAAAA==' },
  ]);
  expect(requests).toHaveLength(2);
  expect(new URL(requests[0]?.url ?? '', 'http://x').searchParams.get('uploadId')).toBe('i&d');
});

test('an upload without parts has none, and one that is not there is not one', async () => {
  const answers: Array<(response: ServerResponse) => void> = [
    (response) => xml(response, 200, '<ListPartsResult><IsTruncated>false</IsTruncated></ListPartsResult>'),
    (response) => xmlError(response, 404, 'NoSuchUpload'),
    (response) => xmlError(response, 404, 'NoSuchBucket'),
    (response) => xmlError(response, 403, 'AccessDenied'),
  ];
  const { port } = await at((_query, response) => answers.shift()?.(response));
  expect(await port.listParts(UPLOAD)).toEqual([]);
  expect(await port.listParts(UPLOAD)).toBeNull();
  await expect(port.listParts(UPLOAD)).rejects.toMatchObject({ failure: { code: 'no-such-bucket' } });
  await expect(port.listParts(UPLOAD)).rejects.toMatchObject({ failure: { code: 'access-denied' } });
});

test('pages that lead nowhere are refused', async () => {
  const { port } = await at((query, response) =>
    query.has('uploads')
      ? xml(response, 200, '<R><IsTruncated>true</IsTruncated><Upload><Key>k</Key><UploadId>u</UploadId></Upload></R>')
      : xml(response, 200, '<R><IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker></R>'),
  );
  const refused = { failure: { code: 'storage-refused' } };
  await expect(port.listParts(UPLOAD)).rejects.toMatchObject(refused);
  await expect(port.listUploads({ bucket: 'b', prefix: '', signal })).rejects.toMatchObject(refused);
});

const upload = (key: string, id: string): string =>
  `<Upload><Key>${key}</Key><UploadId>${id}</UploadId><Initiated>2024-01-02T03:04:05.000Z</Initiated></Upload>`;
const BEGUN_AT = Date.UTC(2024, 0, 2, 3, 4, 5);

test.each([
  ['encoded', 'p%2Fa%2Bb+c', 'p%2Fcaf%E9', '<EncodingType>url</EncodingType>', 'p/caf\udce9'],
  ['plain', 'p/a+b c', 'p/d', '', 'p/d'],
])('all pages of the uploads, with keys that came %s', async (_how, first, second, encoding, shown) => {
  const { port, requests } = await at((query, response) => {
    const isFirst = !query.has('key-marker');
    const next = `<NextKeyMarker>p/nonsense</NextKeyMarker><NextUploadIdMarker>2</NextUploadIdMarker>`;
    const more = isFirst
      ? `<IsTruncated>true</IsTruncated>${next}${upload(first, '1')}${upload(first, '2')}`
      : `<IsTruncated>false</IsTruncated>${upload(second, '3')}`;
    return xml(response, 200, `<ListMultipartUploadsResult>${encoding}${more}</ListMultipartUploadsResult>`);
  });
  expect(await port.listUploads({ bucket: 'b', prefix: 'p/', signal })).toEqual([
    { key: 'p/a+b c', uploadId: '1', begunAt: BEGUN_AT },
    { key: 'p/a+b c', uploadId: '2', begunAt: BEGUN_AT },
    { key: shown, uploadId: '3', begunAt: BEGUN_AT },
  ]);
  const { searchParams } = new URL(requests[1]?.url ?? '', 'http://x');
  expect([searchParams.get('key-marker'), searchParams.get('upload-id-marker')]).toEqual(['p/a+b c', '2']);
  expect(searchParams.get('prefix')).toBe('p/');
});

test.each([
  [204, '', null],
  [404, 'NoSuchUpload', null],
  [404, 'NoSuchBucket', 'no-such-bucket'],
  [403, 'AccessDenied', 'access-denied'],
])('aborting an upload gets %i %s', async (status, answer, code) => {
  const { port, requests } = await at((_query, response) =>
    status === 204 ? response.writeHead(204).end() : xmlError(response, status, answer),
  );
  const outcome = port.abortUpload(UPLOAD);
  await (code === null
    ? expect(outcome).resolves.toBeUndefined()
    : expect(outcome).rejects.toMatchObject({ failure: { code } }));
  expect(requests[0]?.method).toBe('DELETE');
  expect(requests[0]?.url).toMatch(/^\/b\/a%2Bb\/%C3%A9\?/);
});
