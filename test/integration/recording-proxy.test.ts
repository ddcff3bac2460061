import { createHash, randomBytes } from 'node:crypto';
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { signInThroughPool } from '../support/cognito/browser.ts';
import { IssuedSecrets } from '../support/issued.ts';
import { assumeRole, httpStatus, plainS3 } from '../support/plain-clients.ts';
import { freePort } from '../support/ports.ts';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.ts';

const world = inject('world');
const { ana } = world.users;

let issued: IssuedSecrets;
let proxy: RecordingProxy;
beforeAll(async () => {
  issued = new IssuedSecrets();
  proxy = await startRecordingProxy({ target: world.rgw.endpoint, issued });
});
afterAll(() => proxy.stop());

describe('the recording proxy', () => {
  it('records the token that goes to STS and the keys that come back, before their first use', async () => {
    const { idToken } = await signInThroughPool({ ...world, redirectUri: world.loopbackRedirectUri }, ana);
    const keys = await assumeRole(proxy.endpoint, `home-${ana.sub}`, idToken);
    expect(issued.all()).toEqual([
      { kind: 'ID token sent to STS', value: idToken },
      { kind: 'STS access key id', value: keys.accessKeyId },
      { kind: 'STS secret access key', value: keys.secretAccessKey },
      { kind: 'STS session token', value: keys.sessionToken },
    ]);
    expect(proxy.requests).toEqual([{ method: 'POST', path: '/', status: 200 }]);
  });

  it('passes signed requests on, whole and unchanged', async () => {
    const s3 = plainS3(proxy.endpoint, world.rgw.admin);
    const where = { Bucket: 'homes', Key: `${ana.sub}/proxy/a b+ü.bin` };
    const body = randomBytes(6 << 20);
    await s3.send(new PutObjectCommand({ ...where, Body: body }));
    const { Body } = await s3.send(new GetObjectCommand({ ...where, Range: `bytes=1-${body.length - 2}` }));
    const received = await Body?.transformToByteArray();
    expect(
      createHash('sha256')
        .update(received ?? '')
        .digest('hex'),
    ).toBe(createHash('sha256').update(body.subarray(1, -1)).digest('hex'));
    await s3.send(new DeleteObjectCommand(where));
    expect(proxy.requests.slice(-3).map(({ method, status }) => [method, status])).toEqual([
      ['PUT', 200],
      ['GET', 206],
      ['DELETE', 204],
    ]);
  });

  it('answers 502 when there is nothing behind it', async () => {
    const nowhere = await startRecordingProxy({ target: `http://127.0.0.1:${await freePort()}`, issued });
    const list = plainS3(nowhere.endpoint, world.rgw.admin).send(new ListObjectsV2Command({ Bucket: 'homes' }));
    expect(await httpStatus(list)).toBe(502);
    expect(nowhere.requests).toMatchObject([{ method: 'GET', status: 502 }]);
    await nowhere.stop();
  });
});
