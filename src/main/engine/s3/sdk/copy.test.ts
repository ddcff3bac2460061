import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { type StoreRequest, xml, xmlError } from '../../testing/http-store.ts';
import { type LibraryPort, libraryPort } from '../../testing/library-port.ts';

const { signal } = new AbortController();
const ETAG = '"0123456789abcdef0123456789abcdef"';
const OTHER = '"fedcba9876543210fedcba9876543210"';
const copied = (etag = ETAG) => `<CopyObjectResult><ETag>${etag}</ETag></CopyObjectResult>`;
const SOURCE = { bucket: 'from', key: 'folder/source.txt', ifMatch: ETAG };
const REQUEST = { bucket: 'to', key: 'target.txt', source: SOURCE, overwrite: true, signal };

let open: LibraryPort | null = null;
afterEach(() => open?.close());

async function at(
  answer: (request: StoreRequest, response: ServerResponse) => unknown,
  quirks: Partial<Quirks> = {},
): Promise<LibraryPort> {
  open = await libraryPort(answer, quirks);
  return open;
}

const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => error.failure.code,
  );

test('asks for what is to be copied, under its condition, and for nothing that some stores refuse', async () => {
  const { port, requests } = await at((_request, response) =>
    xml(response, 200, copied(), { 'x-amz-version-id': 'v1' }),
  );
  const source = { ...SOURCE, key: 'a+b/ü %2F?#/' };
  const answer = await port.copyObject({ ...REQUEST, source, overwrite: false });
  expect(answer).toEqual({ etag: ETAG, etagKind: 'md5', versionId: 'v1' });
  const { method, url, headers } = requests[0] as StoreRequest;
  expect([method, url]).toEqual(['PUT', '/to/target.txt?x-id=CopyObject']);
  expect(headers['x-amz-copy-source']).toBe('from/a%2Bb/%C3%BC%20%252F%3F%23/');
  expect(headers['x-amz-copy-source-if-match']).toBe(ETAG);
  expect(Object.keys(headers).filter((name) => /directive|if-none|tagging|checksum/.test(name))).toEqual([]);
});

test('gives a copy the storage class and the redirect that it is told', async () => {
  const { port, requests } = await at((_request, response) => xml(response, 200, copied()));
  await port.copyObject({ ...REQUEST, keep: { storageClass: 'STANDARD_IA', websiteRedirect: '/x' } });
  await port.copyObject({ ...REQUEST, keep: { storageClass: null, websiteRedirect: null } });
  expect(requests.map(({ headers }) => headers['x-amz-storage-class'])).toEqual(['STANDARD_IA', undefined]);
  expect(requests.map(({ headers }) => headers['x-amz-website-redirect-location'])).toEqual(['/x', undefined]);
});

const ERROR = '<?xml version="1.0"?><Error><Code>InternalError</Code></Error>';

test.each([
  ['an error', ERROR, 'storage-unavailable'],
  ['an error behind white space', `   \n${ERROR}`, 'storage-unavailable'],
  ['an error with a line end', `${ERROR}\n`, 'storage-refused'],
  ['another document', '<html></html>', 'storage-refused'],
  ['nothing', '', 'storage-unavailable'],
])('a success that says %s is a failure', async (_what, document, code) => {
  const { port } = await at((_request, response) => xml(response, 200, document));
  expect(await codeOf(port.copyObject(REQUEST))).toBe(code);
});

test.each([
  ['before the document', (text: string) => [' ', '\n', ' ', text]],
  ['after the declaration', (text: string) => ['<?xml version="1.0"?>\n', ' ', '  ', text]],
])('white space with which a store keeps a long copy alive does no harm: %s', async (_where, pieces) => {
  const { port } = await at((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/xml' });
    const left = pieces(copied());
    const next = (): void => {
      const piece = left.shift();
      if (piece === undefined) response.end();
      else response.write(piece, () => setImmediate(next));
    };
    next();
  });
  expect(await port.copyObject(REQUEST)).toMatchObject({ etag: ETAG });
});

test('what the answer says of the source is told of the source', async () => {
  const answers: Array<[number, string]> = [
    [404, 'NoSuchKey'],
    [412, 'PreconditionFailed'],
    [404, 'NoSuchBucket'],
  ];
  const { port } = await at((_request, response) => xmlError(response, ...(answers.shift() ?? [500, 'None'])));
  await expect(port.copyObject(REQUEST)).rejects.toMatchObject({
    failure: { code: 'no-such-key', detail: { subject: 'source.txt', httpStatus: 404, requestId: 'tx-body' } },
  });
  await expect(port.copyObject(REQUEST)).rejects.toMatchObject({
    failure: { code: 'object-changed', detail: { subject: 'source.txt' } },
  });
  await expect(port.copyObject(REQUEST)).rejects.toMatchObject({ failure: { code: 'no-such-bucket' } });
});

/** A store that honours both conditions; `lost` is how many answers to copies it loses before it says 412. */
async function conditional(lost: number, source: string | null, target: string): Promise<string> {
  let left = lost;
  const { port, requests } = await at(
    ({ method, url }, response) => {
      if (method === 'HEAD') {
        const etag = url.startsWith('/from/') ? source : target;
        return etag === null ? response.writeHead(404).end() : response.writeHead(200, { etag }).end();
      }
      left -= 1;
      return left >= 0 ? response.destroy() : xmlError(response, 412, 'PreconditionFailed');
    },
    { conditionalCopy: true },
  );
  const code = await codeOf(port.copyObject({ ...REQUEST, overwrite: false }));
  expect(requests[0]?.headers['if-none-match']).toBe('*');
  return code;
}

test.each([
  ['the target is there', 0, ETAG, OTHER, 'target-exists'],
  ['the target is there, with the same content', 0, ETAG, ETAG, 'target-exists'],
  ['the source has changed', 0, OTHER, OTHER, 'object-changed'],
  ['the source is gone', 0, null, OTHER, 'object-changed'],
  ['what the lost attempt wrote is there', 1, ETAG, ETAG, 'done'],
  ['an answer was lost, and what is there is of others', 1, ETAG, OTHER, 'target-exists'],
])('a condition failed: %s', async (_what, lost, source, target, code) => {
  expect(await conditional(lost, source, target)).toBe(code);
});

test('is told to replace, so no condition is sent', async () => {
  const { port, requests } = await at((_request, response) => xml(response, 200, copied()), { conditionalCopy: true });
  await port.copyObject(REQUEST);
  expect(requests[0]?.headers).not.toHaveProperty('if-none-match');
});
