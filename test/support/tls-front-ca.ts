import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
const DAYS = ['-days', '30'];

/** A server's certificate and its key, PEM. */
export interface IssuedCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate authority that nobody trusts yet. */
export interface TestAuthority {
  /** Its own certificate, PEM. */
  readonly certificate: string;
  /** Certifies a server, by names as in a subjectAltName: `DNS:store.test`, `IP:127.0.0.1`. */
  issue(...names: string[]): Promise<IssuedCertificate>;
  /** Forgets the key. */
  remove(): Promise<void>;
}

/** Makes a certificate authority with openssl, because Node can read certificates but not make them. */
export async function createTestAuthority(): Promise<TestAuthority> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pail-ca-'));
  const file = (name: string): string => path.join(folder, name);
  const authority = ['-keyout', file('ca.key'), '-out', file('ca.pem'), '-subj', '/CN=Pail test authority'];
  const limits = ['-addext', 'keyUsage=critical,keyCertSign'];
  await run('openssl', ['req', '-x509', ...NEW_KEY, ...DAYS, ...authority, ...limits]);
  let issued = 0;
  return {
    certificate: await readFile(file('ca.pem'), 'utf8'),
    async issue(...names) {
      issued += 1;
      const [key, request, cert] = ['key', 'csr', 'pem'].map((end) => file(`${issued}.${end}`)) as [
        string,
        string,
        string,
      ];
      const subject = ['-subj', '/CN=Pail test server', '-addext', `subjectAltName=${names.join(',')}`];
      await run('openssl', ['req', ...NEW_KEY, '-keyout', key, '-out', request, ...subject]);
      const signer = ['-CA', file('ca.pem'), '-CAkey', file('ca.key'), '-CAcreateserial'];
      await run('openssl', [
        'x509',
        '-req',
        '-in',
        request,
        '-out',
        cert,
        ...DAYS,
        ...signer,
        '-copy_extensions',
        'copy',
      ]);
      return { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
