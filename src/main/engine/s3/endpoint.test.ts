import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { bucketAddress, endpointOf } from './endpoint.ts';

const client = new S3Client({ region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 's' } });
afterAll(() => client.destroy());

const REGIONS = [
  ...['us-east-1', 'eu-west-1', 'ap-southeast-7', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1'],
  ...['eusc-de-east-1', 'eu-isoe-west-1', 'us-isof-south-1', 'nowhere-1'],
];
const ENDPOINTS = [
  ...['https://store.example', 'https://store.example:8443', 'http://localhost:9000', 'http://127.0.0.1:80'],
  ...[
    'http://[::1]:7480',
    'https://store.example/base',
    'https://store.example/base/',
    'https://store.example/a%20b/c',
  ],
];
/** Names that `docs/admin-guide.md` lets a profile have, and what older buckets are called. */
const bucket = fc.oneof(
  fc.stringMatching(/^[a-z0-9][a-z0-9.-]{1,30}[a-z0-9]$/).filter((name) => !/^xn--|--x(a)?-s3$|--op-s3$/.test(name)),
  fc.constantFrom('with.dot', 'Upper', 'under_score', 'ab', 'a'.repeat(63), 'a'.repeat(64), '1.2.3.4', 'dash-'),
);

test('a bucket is where the client library looks for it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...REGIONS),
      fc.option(fc.constantFrom(...ENDPOINTS), { nil: undefined }),
      bucket,
      fc.boolean(),
      fc.boolean(),
      fc.boolean(),
      async (region, endpoint, name, pathStyle, dualStack, wish) => {
        // Both are refused before: see grants.ts and the schema of profiles.
        const mayBe = endpoint === undefined && !pathStyle && /^[a-z0-9][a-z0-9-]+[a-z0-9]$/.test(name);
        const acceleration = wish && mayBe && name.length < 64 && !/^cn-|^us-iso|^eu-iso|^eusc/.test(region);
        // Without TLS the client library puts dots into the host name, even before an address of IPv6.
        fc.pre(!(name.includes('.') && endpoint?.startsWith('http:') === true));
        const { url } = client.config.endpointProvider({
          Bucket: name,
          Region: region,
          ForcePathStyle: pathStyle,
          ...(endpoint === undefined ? { UseDualStack: dualStack } : { Endpoint: endpoint }),
          ...(acceleration && { Accelerate: true }),
        });
        const settings = { region, pathStyle, dualStack, acceleration, ...(endpoint !== undefined && { endpoint }) };
        const { origin, host, bucketPath, keyPath } = bucketAddress(endpointOf(settings), name, pathStyle);
        expect([origin, host]).toEqual([url.origin, url.host]);
        expect(bucketPath.replace(/\/$/, '')).toBe(url.pathname.replace(/\/$/, ''));
        expect(keyPath).toBe(`${bucketPath.replace(/\/$/, '')}/`);
      },
    ),
    { numRuns: 300 },
  );
});

describe('addresses', () => {
  const at = (endpoint: string, name: string, pathStyle = false) => bucketAddress(new URL(endpoint), name, pathStyle);

  test('a bucket with dots does not stand in the host name, where no certificate would hold', () => {
    expect(at('https://store.example', 'my.bucket')).toMatchObject({
      origin: 'https://store.example',
      keyPath: '/my.bucket/',
    });
    expect(at('https://store.example', 'my-bucket')).toMatchObject({
      origin: 'https://my-bucket.store.example',
      bucketPath: '/',
    });
  });

  test('an address of IPv6 keeps its brackets, and the scheme’s own port is not named', () => {
    expect(at('http://[::1]:7480', 'b-1')).toMatchObject({ origin: 'http://[::1]:7480', host: '[::1]:7480' });
    expect(at('https://store.example:443', 'b-1')).toMatchObject({ host: 'b-1.store.example' });
  });

  test('a name in an encoding of other scripts stays out of the host name', () => {
    expect(at('https://store.example', 'xn--a-1')).toMatchObject({ host: 'store.example' });
  });
});
