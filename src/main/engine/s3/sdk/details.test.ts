import { afterEach, expect, test } from 'vitest';
import { xml, xmlError } from '../../testing/http-store.ts';
import { type LibraryPort, libraryPort } from '../../testing/library-port.ts';

const { signal } = new AbortController();
const AT = { bucket: 'b', key: 'k', signal };

let open: LibraryPort | null = null;
afterEach(() => open?.close());

test('tells what Ceph never tells, and an Expires that is no time', async () => {
  open = await libraryPort((_request, response) =>
    response
      .writeHead(200, {
        'content-length': 5,
        etag: '"0123456789abcdef0123456789abcdef"',
        expires: '0',
        'x-amz-storage-class': 'GLACIER_IR',
        'x-amz-website-redirect-location': '/elsewhere',
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-meta-Mixed-Case': 'kept',
      })
      .end(),
  );
  expect(await open.port.objectDetails(AT)).toMatchObject({
    size: 5,
    etagKind: 'opaque',
    expires: '0',
    storageClass: 'GLACIER_IR',
    websiteRedirect: '/elsewhere',
    metadata: { 'mixed-case': 'kept' },
    contentType: null,
    tagCount: null,
  });
});

test.each([
  [403, 'AccessDenied'],
  [404, 'NoSuchTagSet'],
  [405, 'MethodNotAllowed'],
  [501, 'NotImplemented'],
])('where tags get %i %s there are none to know', async (status, code) => {
  open = await libraryPort((_request, response) => xmlError(response, status, code));
  expect(await open.port.objectTags(AT)).toBeNull();
});

test.each([
  [403, 'RequestTimeTooSkewed', 'clock-skew'],
  [403, 'SignatureDoesNotMatch', 'credentials-refused'],
  [404, 'NoSuchKey', 'no-such-key'],
  [404, 'NoSuchBucket', 'no-such-bucket'],
  [503, 'SlowDown', 'throttled'],
])('%i %s is a failure to ask for tags', async (status, answer, code) => {
  open = await libraryPort((_request, response) => xmlError(response, status, answer));
  await expect(open.port.objectTags(AT)).rejects.toMatchObject({ failure: { code } });
});

test('tags come as they are', async () => {
  const tag = '<Tag><Key>a&amp;b</Key><Value>&lt;c&gt; d</Value></Tag><Tag><Key>e</Key><Value/></Tag>';
  open = await libraryPort((_request, response) => xml(response, 200, `<Tagging><TagSet>${tag}</TagSet></Tagging>`));
  expect(await open.port.objectTags(AT)).toEqual([
    { key: 'a&b', value: '<c> d' },
    { key: 'e', value: '' },
  ]);
});
