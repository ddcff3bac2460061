import { type KeyObject, randomBytes, sign } from 'node:crypto';

const TAG = { integer: 0x02, bits: 0x03, null: 0x05, text: 0x0c, sequence: 0x30, set: 0x31, time: 0x17, version: 0xa0 };
const SHA256_WITH_RSA = Buffer.from('06092a864886f70d01010b', 'hex');
const COMMON_NAME = Buffer.from('0603550403', 'hex');
const DAY_MS = 86_400_000;

/**
 * A self-signed X.509 certificate (DER) for an RSA key, valid from yesterday for two years.
 *
 * Written out by hand because Node can read certificates but not make them, and the tests should need no openssl.
 */
export function selfSignedCertificate(commonName: string, publicKey: KeyObject, privateKey: KeyObject): Buffer {
  const algorithm = der(TAG.sequence, SHA256_WITH_RSA, der(TAG.null));
  const name = der(TAG.sequence, der(TAG.set, der(TAG.sequence, COMMON_NAME, der(TAG.text, Buffer.from(commonName)))));
  const now = Date.now();
  const body = der(
    TAG.sequence,
    der(TAG.version, der(TAG.integer, Buffer.from([2]))),
    der(TAG.integer, Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    algorithm,
    name,
    der(TAG.sequence, utcTime(now - DAY_MS), utcTime(now + 730 * DAY_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', body, privateKey);
  return der(TAG.sequence, body, algorithm, der(TAG.bits, Buffer.concat([Buffer.from([0]), signature])));
}

function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(TAG.time, Buffer.from(`${digits}Z`));
}
