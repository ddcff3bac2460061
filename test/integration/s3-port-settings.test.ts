import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { sharedAbort } from '../../src/main/engine/abort.ts';
import type { ObjectSettings } from '../../src/main/engine/protocol.ts';
import type { S3Port } from '../../src/main/engine/s3/port.ts';
import { type Bucket, makeBucket } from './engine-fixture.ts';
import { ADAPTERS, bodyOf, failureOf, inParts, portWith } from './s3-port-fixture.ts';

const MEBIBYTE = 1_048_576;
const KEY = Buffer.alloc(32, 7).toString('base64');
const OTHER_KEY = Buffer.alloc(32, 8).toString('base64');
const { signal } = sharedAbort();

/** Passes requests on to the store, and keeps the headers that settings make. */
async function startListener() {
  const target = new URL(inject('world').rgw.endpoint);
  const seen: Array<{ readonly what: string; readonly headers: Record<string, unknown> }> = [];
  const server = createServer((incoming, outgoing) => {
    const { method = '', url = '', headers } = incoming;
    const settings = Object.entries(headers).filter(([name]) =>
      /^x-amz-(acl|storage-class|request-payer|.*server-side)/.test(name),
    );
    const { pathname, searchParams } = new URL(url, target);
    const isList = searchParams.has('list-type');
    const query = isList ? ['list'] : [...searchParams.keys()].filter((name) => name !== 'x-id').sort();
    const isBucket = pathname.split('/').filter((part) => part !== '').length < 2;
    const copied = headers['x-amz-copy-source'] === undefined ? '' : ' copy';
    const what = `${method}${copied} ${isBucket ? 'bucket' : 'object'} ${query.join(' ')}`.trim();
    seen.push({ what, headers: Object.fromEntries(settings) });
    const { hostname, port } = target;
    const upstream = httpRequest({ hostname, port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = (): Promise<unknown> => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, stop };
}

describe.each(Object.entries(ADAPTERS))('%s', (name, create) => {
  let bucket: Bucket;
  const ports: S3Port[] = [];
  beforeAll(async () => {
    bucket = await makeBucket();
  });
  afterAll(async () => {
    for (const port of ports) port.destroy();
    await bucket.remove();
  });
  const portFor = (objects: ObjectSettings, endpoint?: string): S3Port => {
    const port = portWith(create, { objects, ...(endpoint !== undefined && { endpoint }) });
    ports.push(port);
    return port;
  };
  const at = (key: string) => ({ bucket: bucket.name, key, signal });
  const put = (port: S3Port, key: string, text: string) =>
    port.putObject({ ...at(key), body: Buffer.from(text), contentType: 'text/plain', overwrite: true });
  const putInParts = (port: S3Port, key: string, content: Buffer) =>
    port.upload({
      ...at(key),
      ...inParts(content, 5 * MEBIBYTE),
      contentType: 'text/plain',
      overwrite: true,
      beforeComplete: async () => undefined,
    });

  test('what is encrypted with a key of the customer is read with that key only', async () => {
    const [port, others, without] = [
      portFor({ encryption: { kind: 'customer', key: KEY } }),
      portFor({ encryption: { kind: 'customer', key: OTHER_KEY } }),
      portFor({}),
    ];
    const large = Buffer.alloc(6 * MEBIBYTE, 'pail');
    await put(port, `${name}/small`, 'secret');
    await putInParts(port, `${name}/large`, large);
    expect((await bodyOf(port, bucket.name, `${name}/small`)).body.toString()).toBe('secret');
    expect((await bodyOf(port, bucket.name, `${name}/large`)).body.equals(large)).toBe(true);
    const { size, etagKind } = await port.headObject(at(`${name}/large`));
    expect([size, etagKind]).toEqual([large.length, 'opaque']);
    for (const port of [others, without]) {
      expect(await failureOf(port.getObject(at(`${name}/small`)))).not.toBeNull();
    }
  });

  test('a canned ACL holds for what is put, put in parts, and copied', async () => {
    const port = portFor({ acl: 'public-read' });
    const plain = portFor({});
    const { etag } = await put(plain, `${name}/private`, 'mine');
    await put(port, `${name}/public`, 'ours');
    await putInParts(port, `${name}/public in parts`, Buffer.alloc(6 * MEBIBYTE, 1));
    const source = { bucket: bucket.name, key: `${name}/private`, ifMatch: etag };
    await port.copyObject({ ...at(`${name}/public copy`), source, overwrite: true });
    const { endpoint } = inject('world').rgw;
    const statusOf = async (key: string): Promise<number> => {
      const answer = await fetch(`${endpoint}/${bucket.name}/${name}/${encodeURIComponent(key)}`);
      await answer.arrayBuffer();
      return answer.status;
    };
    const keys = ['private', 'public', 'public in parts', 'public copy'];
    expect(await Promise.all(keys.map(statusOf))).toEqual([403, 200, 200, 200]);
  });

  test('every request says what the settings say of it, and nothing more', async () => {
    const listener = await startListener();
    const port = portFor({ requesterPays: true, storageClass: 'STANDARD', acl: 'private' }, listener.endpoint);
    const { etag } = await put(port, `${name}/told`, 'x');
    await putInParts(port, `${name}/told in parts`, Buffer.alloc(6 * MEBIBYTE));
    await bodyOf(port, bucket.name, `${name}/told`);
    await port.headObject(at(`${name}/told`));
    await port.listPage({ bucket: bucket.name, prefix: '', delimiter: '/', token: null, signal });
    const source = { bucket: bucket.name, key: `${name}/told`, ifMatch: etag };
    await port.copyObject({ ...at(`${name}/told again`), source, overwrite: true });
    await port.deleteObjects({ bucket: bucket.name, keys: [`${name}/told`, `${name}/told again`], signal });
    await listener.stop();
    const pays = { 'x-amz-request-payer': 'requester' };
    const makes = { ...pays, 'x-amz-storage-class': 'STANDARD', 'x-amz-acl': 'private' };
    const told = new Map(listener.seen.map(({ what, headers }) => [what, headers]));
    // The store is asked once what it is, which is nobody's request.
    told.delete('GET bucket');
    expect(Object.fromEntries(told)).toEqual({
      'PUT object': makes,
      'POST object uploads': makes,
      'PUT copy object': makes,
      'PUT object partNumber uploadId': pays,
      'POST object uploadId': pays,
      'GET object': pays,
      'HEAD object': pays,
      'GET bucket list': pays,
      'POST bucket delete': pays,
    });
  });
});
