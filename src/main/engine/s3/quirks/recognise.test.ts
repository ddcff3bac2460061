import { expect, test } from 'vitest';
import { PROVIDERS } from './providers.ts';
import { byAnswer, byHost } from './recognise.ts';

const named = (host: string): string | null => byHost(new URL(`https://${host}`), PROVIDERS)?.name ?? null;

test.each([
  ['AWS', 's3.amazonaws.com'],
  ['AWS', 's3.eu-west-1.amazonaws.com'],
  ['AWS', 'S3.EU-West-1.amazonaws.com.'],
  ['AWS', 's3-eu-west-1.amazonaws.com'],
  ['AWS', 's3.dualstack.us-gov-east-1.amazonaws.com'],
  ['AWS', 's3-fips.us-east-1.amazonaws.com'],
  ['AWS', 's3-accelerate.dualstack.amazonaws.com'],
  ['AWS', 's3.cn-north-1.amazonaws.com.cn'],
  ['AWS', 's3.eusc-de-east-1.amazonaws.eu'],
  ['AWS', 's3.us-iso-east-1.c2s.ic.gov'],
  ['AWS', 'bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com'],
  ['Cloudflare R2', '0123456789abcdef.r2.cloudflarestorage.com'],
  ['Cloudflare R2', '0123456789abcdef.eu.r2.cloudflarestorage.com'],
  ['Backblaze B2', 's3.eu-central-003.backblazeb2.com'],
  ['Wasabi', 's3.wasabisys.com'],
  ['Wasabi', 's3.ap-southeast-2.wasabisys.com'],
  ['Google Cloud Storage', 'storage.googleapis.com'],
  ['Google Cloud Storage', 'storage.europe-west3.rep.googleapis.com'],
  ['DigitalOcean Spaces', 'fra1.digitaloceanspaces.com'],
  ['Scaleway', 's3.nl-ams.scw.cloud'],
  ['Storj', 'gateway.storjshare.io'],
  ['Storj', 'gateway.eu1.storjshare.io'],
])('%s is at %s', (name, host) => {
  expect(named(host)).toBe(name);
});

test.each([
  'evil-amazonaws.com.example.org',
  's3.amazonaws.com.example.org',
  's3.evilamazonaws.com',
  'evils3.amazonaws.com',
  'amazonaws.com',
  // Whatever somebody runs on a machine or behind a load balancer of AWS.
  'minio-1234567890.eu-west-1.elb.amazonaws.com',
  'ec2-1-2-3-4.eu-west-1.compute.amazonaws.com',
  'abcdef.execute-api.eu-west-1.amazonaws.com',
  // Web sites and directory buckets do not speak the same language.
  'bucket.s3-website.eu-west-1.amazonaws.com',
  'bucket--use1-az5--x-s3.s3express-use1-az5.us-east-1.amazonaws.com',
  'r2.cloudflarestorage.com.example.org',
  'cloudflarestorage.com',
  'pub-0123.r2.dev',
  'evilbackblazeb2.com',
  'wasabisys.com.example.org',
  'googleapis.com',
  'sqladmin.googleapis.com',
  'storage.europe-west3.rep.googleapis.com.example.org',
  'digitaloceanspaces.com.example.org',
  '01234567.pub.instances.scw.cloud',
  's3.nl-ams.scw.cloud.example.org',
  'link.storjshare.io',
  'gateway.storjshare.io.example.org',
  'localhost',
  '127.0.0.1',
  '[::1]',
  's3.example.org',
])('nobody known is at %s', (host) => {
  expect(named(host)).toBeNull();
});

const answered = (headers: Record<string, string>, body = ''): string | null =>
  byAnswer({ status: 403, headers, body }, PROVIDERS)?.name ?? null;

test.each([
  ['Ceph', { server: 'Ceph Object Gateway (squid)' }],
  ['Ceph', { 'x-amz-request-id': 'tx000000000000000000001-0065a1b2c3-1039-default' }],
  ['MinIO', { server: 'MinIO' }],
  ['MinIO', { server: 'Minio/RELEASE.2019-10-12T01-39-57Z (linux; amd64)' }],
  ['MinIO', { server: 'nginx', 'x-minio-deployment-id': '2ca44632-7037-4164-bfe5-ff4a8f1d0865' }],
  ['MinIO', { 'x-minio-error-code': 'AccessDenied' }],
  ['Wasabi', { server: 'WasabiS3/7.20.2951-2024-06-14-7fcea49969 (R401-U28)' }],
  ['Google Cloud Storage', { 'x-guploader-uploadid': 'AD-8ljvKuO6d4hAJ5kV1TXi3nWRkNyq' }],
  ['SeaweedFS', { server: 'SeaweedFS 30GB 3.96' }],
] as Array<[string, Record<string, string>]>)('%s answers with %o', (name, headers) => {
  expect(answered(headers)).toBe(name);
});

test('Garage tells what it does not do', () => {
  const message = 'Forbidden: Garage does not support anonymous access yet';
  expect(answered({}, `<Error><Code>AccessDenied</Code><Message>${message}</Message></Error>`)).toBe('Garage');
});

test.each([
  [{}],
  [{ server: 'AmazonS3', 'x-amz-request-id': '656C76696E672073' }],
  [{ server: 'cloudflare' }],
  [{ server: 'nginx' }],
  [{ server: 'S3 Server' }],
  [{ server: 'Not MinIO' }],
  // OpenStack Swift, and Scaleway.
  [{ 'x-amz-request-id': 'tx4b4bd55643874b48b1e87-00624d857d' }],
] as Array<[Record<string, string>]>)('nobody known answers with %o', (headers) => {
  expect(answered(headers, '<Error><Code>AccessDenied</Code></Error>')).toBeNull();
});
