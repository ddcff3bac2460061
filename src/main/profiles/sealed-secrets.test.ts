import { CompactEncrypt, type CompactJWEHeaderParameters } from 'jose';
import { describe, expect, test } from 'vitest';
import { toFailure } from '../../shared/errors.ts';
import { parseProfile } from './parse-profile.ts';
import { MAX_ROUNDS, MIN_ROUNDS, seal, unsealProfile } from './sealed-secrets.ts';

const PASSPHRASE = 'correct horse battery staple';

function documentWith(clientSecret: unknown, keys: readonly unknown[] = []) {
  return {
    version: 1,
    name: 'Acme',
    signIn: { issuer: 'https://id.example.org', clientId: 'abc', clientSecret },
    storage: { region: 'eu-west-1' },
    credentials: [
      { id: 'role', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/x' },
      ...keys.map((secretAccessKey, index) => ({
        id: `k${index}`,
        kind: 'static',
        accessKeyId: 'AK',
        secretAccessKey,
      })),
    ],
    locations: [{ label: 'L', bucket: 'bkt' }],
  };
}
const parse = (document: object) => parseProfile(new TextEncoder().encode(JSON.stringify(document)), 'a.pail');
const sealed = async (secret: string, passphrase = PASSPHRASE) => ({ sealed: await seal(secret, passphrase) });

/** Made by others than Pail: with whatever a file can ask of its reader. */
function sealOtherwise(header: CompactJWEHeaderParameters, rounds = MIN_ROUNDS, content = 'value'): Promise<string> {
  return new CompactEncrypt(new TextEncoder().encode(content))
    .setProtectedHeader(header)
    .setKeyManagementParameters({ p2c: rounds })
    .encrypt(new TextEncoder().encode(PASSPHRASE));
}

function failureOf(document: object) {
  try {
    parse(document);
  } catch (error) {
    return toFailure(error);
  }
  throw new Error('it was accepted');
}

describe('sealed secrets', () => {
  test('are what they were, by the passphrase that all of them share', async () => {
    const profile = parse(documentWith(await sealed('client sécret'), [await sealed('first key'), 'plain key']));
    const opened = await unsealProfile(profile, PASSPHRASE);
    expect(opened.signIn.clientSecret).toBe('client sécret');
    expect(opened.credentials.slice(1)).toMatchObject([
      { secretAccessKey: 'first key' },
      { secretAccessKey: 'plain key' },
    ]);
  });

  test('say that another passphrase is wrong', async () => {
    const profile = parse(documentWith(await sealed('s')));
    const opened = unsealProfile(profile, `${PASSPHRASE}r`);
    await expect(opened).rejects.toMatchObject({ failure: { code: 'passphrase-wrong' } });
  });

  test('are opened by a passphrase however its letters were typed', async () => {
    const profile = parse(documentWith(await sealed('s', 'cafe\u0301')));
    expect((await unsealProfile(profile, 'caf\u00e9')).signIn.clientSecret).toBe('s');
  });

  test('that are known already need no passphrase', async () => {
    const value = await sealed('s');
    const opened = await unsealProfile(parse(documentWith(value)), 'wrong', new Map([[value.sealed, 'known']]));
    expect(opened.signIn.clientSecret).toBe('known');
  });

  test('are opened without holding up whoever opens them', async () => {
    const profile = parse(documentWith(await sealed('s')));
    let turns = 0;
    let over = false;
    const turn = (): void => {
      turns += 1;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    await unsealProfile(profile, PASSPHRASE);
    over = true;
    // On this thread the derivation would leave two or three turns.
    expect(turns).toBeGreaterThan(50);
  });

  test('that hold no secret are refused', async () => {
    const header = { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM' };
    const profile = parse(documentWith({ sealed: await sealOtherwise(header, MIN_ROUNDS, 'x'.repeat(16_385)) }));
    await expect(unsealProfile(profile, PASSPHRASE)).rejects.toMatchObject({ failure: { code: 'profile-invalid' } });
  });
});

describe('what a sealed secret may ask of its reader', () => {
  const good = { alg: 'PBES2-HS512+A256KW', enc: 'A256GCM' };

  test.each([
    ['another derivation', { ...good, alg: 'PBES2-HS256+A128KW' }, MIN_ROUNDS],
    ['another encryption', { ...good, enc: 'A128GCM' }, MIN_ROUNDS],
    ['too few rounds', good, MIN_ROUNDS - 1],
  ])('is not %s', async (_what, header, rounds) => {
    const value = { sealed: await sealOtherwise(header, rounds) };
    expect(failureOf(documentWith(value))).toMatchObject({
      code: 'profile-invalid',
      detail: { path: 'signIn.clientSecret.sealed' },
    });
  });

  /** A header that was never worked through: nothing must begin to. */
  const claiming = (p2c: number, more: object = {}) => {
    const header = Buffer.from(JSON.stringify({ ...good, p2c, p2s: 'A'.repeat(22), ...more })).toString('base64url');
    return { sealed: `${header}.AAAA.AAAA.AAAA.AAAA` };
  };

  test('is not compression, nor any other field', () => {
    expect(failureOf(documentWith(claiming(MIN_ROUNDS, { zip: 'DEF' })))).toMatchObject({ code: 'profile-invalid' });
  });

  test('is not more than a million rounds', () => {
    expect(failureOf(documentWith(claiming(MAX_ROUNDS + 1)))).toMatchObject({ code: 'profile-invalid' });
    expect(failureOf(documentWith(claiming(1e300)))).toMatchObject({ code: 'profile-invalid' });
    expect(parse(documentWith(claiming(MAX_ROUNDS))).name).toBe('Acme');
  });

  test('is not more than twelve millions in all', () => {
    const keys = Array.from({ length: 12 }, () => claiming(MAX_ROUNDS));
    expect(parse(documentWith('plain', keys)).name).toBe('Acme');
    expect(failureOf(documentWith(claiming(MIN_ROUNDS), keys))).toMatchObject({
      code: 'profile-invalid',
      detail: { path: 'credentials[12].secretAccessKey.sealed' },
    });
  });

  test.each([
    ['no JWE', 'text'],
    ['four parts', 'AA.AA.AA.AA'],
    ['a header that is no JSON', 'AAAA.AA.AA.AA.AA'],
    ['more than 98,304 characters', `${'A'.repeat(98_300)}.AA.AA.AA.AA`],
  ])('is not %s', (_what, text) => {
    const failure = failureOf(documentWith({ sealed: text }));
    expect(failure.code).toBe('profile-invalid');
    expect(JSON.stringify(failure)).not.toContain('AA.AA');
  });

  test('is said when it is no secret at all', () => {
    expect(failureOf(documentWith(5)).detail).toMatchObject({
      path: 'signIn.clientSecret',
      expected: 'a text of at most 16384 characters, or { "sealed": … } as pail profile seal makes',
    });
  });

  test('as much as Pail seals with stays within it', async () => {
    const value = await sealed('s');
    const keys = Array.from({ length: 49 }, () => value);
    expect(parse(documentWith(value, keys)).credentials).toHaveLength(50);
  });
});
