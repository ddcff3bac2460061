import { FlattenedSign, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { toFailure } from '../../shared/errors.ts';
import { parseProfileFile } from './profile-file.ts';
import { fingerprintOf, generatePublisherKey, type PrivateKey } from './publisher-key.ts';
import { openSigned, signProfile } from './signed-profile.ts';

const BYTES = new TextEncoder().encode(' {"any": "thing"}\n');
const [key, old, older, other] = await Promise.all([
  generatePublisherKey(),
  generatePublisherKey(),
  generatePublisherKey(),
  generatePublisherKey(),
]);

type Signed = { payload: string; signatures: { protected: string; signature: string }[] };
const signed = async (by: PrivateKey, earlier: PrivateKey[] = [], bytes = BYTES): Promise<Signed> =>
  JSON.parse(await signProfile(bytes, by, earlier));
const refusal = async (document: unknown): Promise<string | undefined> => {
  const failure = await openSigned(document, 'a.pail').then(() => null, toFailure);
  expect(failure?.code).toBe('profile-signature-invalid');
  return failure?.detail.reason;
};

/** A signature over `payload` with any header. */
async function signatureWith(header: object, by: PrivateKey = key, bytes = BYTES) {
  const { kty, crv, x } = by;
  const whole = { alg: 'EdDSA', typ: 'pail-profile+jws', jwk: { kty, crv, x }, ...header };
  const made = await new FlattenedSign(bytes).setProtectedHeader(whole).sign(await importJWK({ ...by }, 'EdDSA'));
  return { payload: made.payload, signatures: [{ protected: made.protected ?? '', signature: made.signature }] };
}

describe('a signed profile', () => {
  test('gives the exact bytes, and who signed them', async () => {
    const { payload, signature } = await openSigned(await signed(key), 'a.pail');
    expect(Buffer.from(payload)).toEqual(Buffer.from(BYTES));
    expect(signature).toEqual({ key: fingerprintOf(key), vouchedBy: [] });
  });

  test('names the earlier keys that vouch for a new one', async () => {
    const { signature } = await openSigned(await signed(key, [old, older]), 'a.pail');
    expect(signature).toEqual({ key: fingerprintOf(key), vouchedBy: [fingerprintOf(old), fingerprintOf(older)] });
  });

  test('is refused when anything of it was changed', async () => {
    const good = await signed(key);
    const [first] = good.signatures;
    const changed = Buffer.from('{"any": "other"}').toString('base64url');
    const flipped = `${first?.signature.startsWith('A') ? 'B' : 'A'}${first?.signature.slice(1)}`;
    const foreign = (await signed(other)).signatures[0];
    for (const document of [
      { ...good, payload: changed },
      { ...good, signatures: [{ ...first, signature: flipped }] },
      { ...good, signatures: [{ ...first, protected: foreign?.protected }] },
      { ...good, signatures: [] },
      { ...good, signatures: Array(5).fill(first) },
      { ...good, surprise: 1 },
      { payload: good.payload, signatures: 'none' },
    ]) {
      await refusal(document);
    }
  });

  test('is refused by what its header may not say', async () => {
    for (const header of [{ typ: 'JWT' }, { kid: 'x' }, { jwk: { ...key } }, { crit: ['b64'], b64: true }]) {
      await refusal(await signatureWith(header));
    }
    expect((await openSigned(await signatureWith({}), 'a.pail')).signature.key).toBe(fingerprintOf(key));
  });

  test('is not made by putting a foreign signature before a publisher’s', async () => {
    const theirs = await signed(old);
    const foreign = await signed(other);
    const document = { payload: theirs.payload, signatures: [...foreign.signatures, ...theirs.signatures] };
    expect(await refusal(document)).toBe('an earlier key vouches for another key');
  });

  test('is not made from the rotation to another key', async () => {
    const rotated = await signed(key, [old]);
    const foreign = await signed(other);
    const document = { payload: rotated.payload, signatures: [foreign.signatures[0], rotated.signatures[1]] };
    expect(await refusal(document)).toBe('an earlier key vouches for another key');
    expect(await refusal({ ...rotated, signatures: [rotated.signatures[1]] })).toMatch(/begins with/);
  });
});

describe('a profile file', () => {
  const profile = JSON.stringify({
    version: 1,
    name: 'Acme',
    signIn: { issuer: 'https://id.example.org', clientId: 'abc' },
    storage: { region: 'eu-west-1' },
    credentials: [{ id: 'role', kind: 'webIdentity', roleArn: 'r' }],
    locations: [{ label: 'L', bucket: 'bkt' }],
  });
  const bytes = new TextEncoder().encode(profile);

  test('is signed or not, and the same inside', async () => {
    const plain = await parseProfileFile(bytes, 'a.pail');
    const text = await signProfile(bytes, key);
    const file = await parseProfileFile(new TextEncoder().encode(text), 'a.pail');
    expect(plain.signature).toBeNull();
    expect(file.signature?.key).toBe(fingerprintOf(key));
    expect(file.profile).toEqual(plain.profile);
  });

  test('is not signed within a signed one', async () => {
    const twice = await signProfile(new TextEncoder().encode(await signProfile(bytes, key)), key);
    const failure = await parseProfileFile(new TextEncoder().encode(twice), 'a.pail').then(() => null, toFailure);
    expect(failure?.code).toBe('profile-invalid');
  });
});
