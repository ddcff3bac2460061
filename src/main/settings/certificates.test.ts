import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MAX_CERTIFICATES_BYTES } from '../../shared/model/settings.ts';
import { readCertificates } from './certificates.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pail-certificates-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const [one = '', two = ''] = rootCertificates;
const KEY = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n';

async function read(content: string | Uint8Array) {
  const file = path.join(folder, 'corp.pem');
  await writeFile(file, content);
  return readCertificates(file);
}

test('takes certificates, and nothing of what stands around them', async () => {
  const found = await read(`# ours\r\n${one}\nsubject=CN=é\n${two}\n`);
  expect(found).toEqual({ file: 'corp.pem', count: 2, pem: `${one}\n${two}\n` });
});

test.each([
  ['a text', 'hello', 'it holds none'],
  ['nothing', '', 'it holds none'],
  ['a key besides', `${one}\n${KEY}`, 'it holds a PRIVATE KEY'],
  ['a damaged certificate', `${one}\n${two.replace(/\n.{60,}\n/, '\n')}`, 'number 2 of 2 is damaged'],
  ['half a certificate', `${one}\n${two.slice(0, 200)}`, 'one has no end'],
  ['too much', Buffer.alloc(MAX_CERTIFICATES_BYTES + 1, `${one}\n`), 'it is larger than 1 MB'],
])('refuses %s', async (_what, content, reason) => {
  const detail = { subject: 'corp.pem', reason };
  await expect(read(content)).rejects.toMatchObject({ failure: { code: 'certificates-invalid', detail } });
});

test.each([
  ['what is not there', 'none.pem', 'ENOENT'],
  ['a folder', '.', 'it is not a file'],
])('cannot read %s', async (_what, name, reason) => {
  const failure = { code: 'file-unreadable', detail: { reason } };
  await expect(readCertificates(path.join(folder, name))).rejects.toMatchObject({ failure });
});
