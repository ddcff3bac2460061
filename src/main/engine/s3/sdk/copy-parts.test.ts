import type { ServerResponse } from 'node:http';
import { afterEach, expect, test, vi } from 'vitest';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { type StoreRequest, xml, xmlError } from '../../testing/http-store.ts';
import { type LibraryPort, libraryPort } from '../../testing/library-port.ts';
import type { SentPart } from '../begun-upload.ts';
import type { CopyInPartsRequest } from '../copying.ts';

const ETAG = '"0123456789abcdef0123456789abcdef"';
const OTHER = '"fedcba9876543210fedcba9876543210"';
const UPLOAD_ID = 'an+id/with=odd&characters';

let open: LibraryPort | null = null;
afterEach(() => open?.close());

/** What a store does, each by default as it should. */
interface Answers {
  readonly part?: (request: StoreRequest, response: ServerResponse, number: number) => boolean;
  readonly begin?: (response: ServerResponse) => boolean;
  readonly complete?: (response: ServerResponse) => unknown;
  readonly source?: string;
  readonly target?: string;
}

/** A store that copies parts. */
async function store(answers: Answers = {}, quirks: Partial<Quirks> = {}): Promise<LibraryPort> {
  open = await libraryPort((request, response) => {
    const { method, url } = request;
    const query = new URL(url, 'http://x').searchParams;
    if (method === 'HEAD') {
      const etag = (url.startsWith('/from/') ? answers.source : answers.target) ?? ETAG;
      return response.writeHead(200, { etag }).end();
    }
    if (method === 'DELETE') return response.writeHead(204).end();
    if (query.has('uploads')) {
      if (answers.begin?.(response)) return response;
      return xml(response, 200, `<R><UploadId>${UPLOAD_ID.replaceAll('&', '&amp;')}</UploadId></R>`);
    }
    if (method === 'POST') {
      return answers.complete
        ? answers.complete(response)
        : xml(response, 200, '<CompleteMultipartUploadResult><ETag>"x-1"</ETag></CompleteMultipartUploadResult>');
    }
    const number = Number(query.get('partNumber'));
    if (answers.part?.(request, response, number)) return response;
    return xml(response, 200, `<CopyPartResult><ETag>${partEtag(number)}</ETag></CopyPartResult>`);
  }, quirks);
  return open;
}

const partEtag = (number: number): string => `"${number.toString(16).padStart(32, '0')}"`;
const known = (...numbers: number[]): SentPart[] => numbers.map((number) => ({ number, etag: partEtag(number) }));

function request(more: Partial<CopyInPartsRequest> = {}): CopyInPartsRequest {
  return {
    bucket: 'to',
    key: 'target',
    source: { bucket: 'from', key: 'source', ifMatch: ETAG },
    size: 95,
    partSize: 10,
    details: {
      contentType: null,
      contentEncoding: null,
      contentLanguage: null,
      contentDisposition: null,
      cacheControl: null,
      expires: null,
      storageClass: null,
      websiteRedirect: null,
      metadata: {},
    },
    tags: [],
    overwrite: true,
    begun: null,
    onBegun: () => undefined,
    onPart: () => undefined,
    keep: () => false,
    beforeComplete: async () => undefined,
    onBytes: () => undefined,
    signal: new AbortController().signal,
    ...more,
  };
}

const parts = (): StoreRequest[] => (open?.requests ?? []).filter(({ url }) => url.includes('partNumber='));
const rangesAsked = (): unknown[] => parts().map(({ headers }) => headers['x-amz-copy-source-range']);
const aborts = (): number => (open?.requests ?? []).filter(({ method }) => method === 'DELETE').length;
const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => error.failure.code,
  );

test('the parts make up the whole, each under the condition, and come together in their order', async () => {
  const { port, requests } = await store();
  const onBegun = vi.fn();
  await port.copyInParts(request({ onBegun }));
  const wanted = Array.from({ length: 10 }, (_, part) => `bytes=${part * 10}-${Math.min(part * 10 + 9, 94)}`);
  expect(rangesAsked().sort()).toEqual(wanted.sort());
  expect(new Set(parts().map(({ headers }) => headers['x-amz-copy-source-if-match']))).toEqual(new Set([ETAG]));
  expect(onBegun.mock.calls).toEqual([[UPLOAD_ID, false]]);
  const ids = requests.flatMap(({ url }) => new URL(url, 'http://x').searchParams.getAll('uploadId'));
  expect(new Set(ids)).toEqual(new Set([UPLOAD_ID]));
  const completion = requests.at(-1)?.body.toString() ?? '';
  const numbers = [...completion.matchAll(/<PartNumber>(\d+)</g)].map(([, number]) => Number(number));
  expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(aborts()).toBe(0);
});

test('what is copied is given its details and tags at the beginning', async () => {
  const { port, requests } = await store();
  const details = {
    ...request().details,
    contentType: 'a/b',
    expires: '0',
    storageClass: 'STANDARD_IA',
    websiteRedirect: '/x',
    metadata: { 'made-by': 'somebody' },
  };
  const tags = [
    { key: 'a b', value: 'c&d=e' },
    { key: 'é', value: '' },
  ];
  await port.copyInParts(request({ details, tags }));
  expect(requests[0]?.headers).toMatchObject({
    'content-type': 'a/b',
    expires: '0',
    'x-amz-storage-class': 'STANDARD_IA',
    'x-amz-website-redirect-location': '/x',
    'x-amz-meta-made-by': 'somebody',
    'x-amz-tagging': 'a%20b=c%26d%3De&%C3%A9=',
  });
  await port.copyInParts(request());
  const plain = requests.filter(({ url }) => url.includes('uploads'))[1]?.headers ?? {};
  expect(Object.keys(plain).filter((name) => /^(x-amz-(meta|tagging|storage|website)|expires)/.test(name))).toEqual([]);
});

test('a copy that it took two attempts to begin is told so', async () => {
  let attempts = 0;
  const begin: Answers['begin'] = (response) => {
    attempts += 1;
    if (attempts === 1) response.destroy();
    return attempts === 1;
  };
  const { port } = await store({ begin });
  const onBegun = vi.fn();
  await port.copyInParts(request({ onBegun }));
  expect([attempts, onBegun.mock.calls]).toEqual([2, [[UPLOAD_ID, true]]]);
});

test('what was begun is gone on with, and only what is missing is copied', async () => {
  const { port, requests } = await store();
  const [onBegun, heard, onBytes] = [vi.fn(), [] as number[], vi.fn()];
  const begun = { uploadId: UPLOAD_ID, parts: known(1, 2, 4, 5, 6, 7, 8, 9) };
  await port.copyInParts(request({ begun, onBegun, onPart: ({ number }) => heard.push(number), onBytes }));
  expect(rangesAsked().sort()).toEqual(['bytes=20-29', 'bytes=90-94']);
  expect(heard.sort()).toEqual([10, 3]);
  expect(onBytes.mock.calls.flat().sort()).toEqual([10, 5]);
  expect(onBegun).not.toHaveBeenCalled();
  expect(
    requests
      .at(-1)
      ?.body.toString()
      .match(/<PartNumber>/g),
  ).toHaveLength(10);
});

test.each([
  [true, 0],
  [false, 1],
])('what fails stops the other parts; kept: %s', async (keep, aborted) => {
  const { port } = await store({
    part: (_request, response, number) => {
      if (number === 2) xmlError(response, 403, 'AccessDenied');
      // The others do not answer by themselves.
      return true;
    },
  });
  expect(await codeOf(port.copyInParts(request({ keep: () => keep })))).toBe('access-denied');
  expect(parts().length).toBeLessThanOrEqual(4);
  expect(aborts()).toBe(aborted);
});

test('where copies of parts have no conditions they are left out, and the source is looked at', async () => {
  const part: Answers['part'] = ({ headers }, response) => {
    if (headers['x-amz-copy-source-if-match'] === undefined) return false;
    xmlError(response, 501, 'NotImplemented');
    return true;
  };
  expect(await codeOf((await store({ part })).port.copyInParts(request()))).toBe('done');
  open?.close();
  const { port } = await store({ part, source: OTHER });
  await expect(port.copyInParts(request())).rejects.toMatchObject({
    failure: { code: 'object-changed', detail: { subject: 'source' } },
  });
  expect(aborts()).toBe(1);
});

test('where there are no copies of parts it is refused, once and for all', async () => {
  const { port } = await store({
    part: (_request, response) => {
      xmlError(response, 501, 'NotImplemented');
      return true;
    },
  });
  expect(await codeOf(port.copyInParts(request()))).toBe('storage-refused');
});

test.each([
  [412, 'PreconditionFailed', 'object-changed', 'source'],
  [416, 'InvalidRange', 'object-changed', 'source'],
  [404, 'NoSuchKey', 'no-such-key', 'source'],
  [404, 'NoSuchUpload', 'no-such-upload', 'target'],
])('a part that gets %i %s', async (status, answer, code, subject) => {
  const { port } = await store({
    part: (_request, response) => {
      xmlError(response, status, answer);
      return true;
    },
  });
  const error = await port.copyInParts(request()).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ failure: { code, detail: { subject } } });
});

test('a part that a store took without copying is not taken for one', async () => {
  const { port } = await store({
    part: (_request, response) => {
      response.writeHead(200, { etag: '"d41d8cd98f00b204e9800998ecf8427e"' }).end('<R></R>');
      return true;
    },
  });
  expect(await codeOf(port.copyInParts(request()))).toBe('storage-refused');
});

/** Of the parts of `request()`: the MD5 of their MD5s. */
const WHOLE = '"cc75e82404c8e99c6ab520fd4cb59b05-10"';

test.each([
  ['condition', 412, 'PreconditionFailed', OTHER, 'target-exists'],
  ['upload', 404, 'NoSuchUpload', OTHER, 'no-such-upload'],
  ['upload', 404, 'NoSuchUpload', WHOLE, 'done'],
])(
  'all parts were there before, and the end meets no %s: %i %s, with %s',
  async (_what, status, answer, target, code) => {
    const complete = (response: ServerResponse): void => xmlError(response, status, answer);
    const { port } = await store({ complete, target }, { toleratesConditions: true });
    const begun = { uploadId: UPLOAD_ID, parts: known(1, 2, 3, 4, 5, 6, 7, 8, 9, 10) };
    expect(await codeOf(port.copyInParts(request({ begun, overwrite: false, keep: () => true })))).toBe(code);
    expect(open?.requests.find(({ method }) => method === 'POST')?.headers['if-none-match']).toBe('*');
  },
);

test('an end that does not say what it made is none', async () => {
  const { port } = await store({ complete: (response) => xml(response, 200, '<Error><Code>X</Code></Error>\n') });
  expect(await codeOf(port.copyInParts(request()))).toBe('storage-refused');
});

test('details that no request can bear are refused before anything begins', async () => {
  const { port, requests } = await store();
  const details = { ...request().details, metadata: { name: 'caf\u00e9' } };
  await expect(port.copyInParts(request({ details }))).rejects.toMatchObject({
    failure: { code: 'storage-refused', detail: { subject: 'target' } },
  });
  expect(requests).toEqual([]);
});

test('cancelled before it begins, it begins nothing', async () => {
  const { port } = await store();
  await expect(port.copyInParts(request({ signal: AbortSignal.abort() }))).rejects.toBeDefined();
  expect(open?.requests).toEqual([]);
});
