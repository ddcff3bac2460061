import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Failure, toFailure } from '../../shared/errors.ts';
import { readProfileFile } from '../profiles/profile-file.ts';
import { unsealProfile } from '../profiles/sealed-secrets.ts';
import { document } from '../profiles/testing/import-setup.ts';
import { type Command, InputError, UsageError } from './command.ts';
import { runProfileCommand } from './index.ts';
import { keygen } from './keygen.ts';
import { seal } from './seal.ts';
import { sign } from './sign.ts';
import { recordingIo } from './testing/recording-io.ts';

const PASSPHRASE = 'correct horse';
const SECRETS = {
  signIn: { issuer: 'https://id.example.org/pool', clientId: 'abc', clientSecret: 'client s3cret' },
  credentials: [{ id: 'shared', kind: 'static', accessKeyId: 'AK', secretAccessKey: 'key s3cret' }],
};

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pail-publishing-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string): string => path.join(folder, name);
const content = (name: string): string => readFileSync(at(name), 'utf8');
const profile = (name: string, change: object = {}): void =>
  writeFileSync(at(name), `${JSON.stringify(document({ revision: 1, ...change }), null, 4)}\n`);

async function run(command: Command, args: string[], secrets: string[] = []) {
  const io = recordingIo(folder, secrets);
  const code = await command.run(args, io);
  return { code, out: io.outLines.join('\n'), err: io.errLines.join('\n') };
}
/** Why a command was refused: words, or the code of a failure. */
async function refusal(command: Command, args: string[], secrets: string[] = []): Promise<string | Failure['code']> {
  try {
    await run(command, args, secrets);
  } catch (error) {
    return error instanceof UsageError || error instanceof InputError ? error.message : toFailure(error).code;
  }
  throw new Error('it was done');
}
async function key(name: string): Promise<string> {
  const { out } = await run(keygen, [name]);
  return out.replace('Fingerprint: ', '').replaceAll(' ', '');
}

describe('keygen', () => {
  test('writes a key that nobody else can read, and says its fingerprint', async () => {
    const { out } = await run(keygen, ['a.key']);
    expect(out).toMatch(/^Fingerprint: ([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
    expect(statSync(at('a.key')).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(content('a.key'))).sort()).toEqual(['crv', 'd', 'kty', 'x']);
    expect(out).not.toContain(JSON.parse(content('a.key')).d);
    expect(readdirSync(folder)).toEqual(['a.key']);
  });

  test('replaces a key only when told to', async () => {
    const first = await key('a.key');
    const refused = await refusal(keygen, ['a.key']);
    expect(refused).toMatch(/is there already/);
    // It has no such option.
    expect(refused).not.toContain('--out');
    const { out } = await run(keygen, ['a.key', '--force']);
    expect(out.replaceAll(' ', '')).not.toContain(first);
  });

  test('says what it cannot do', async () => {
    expect(await refusal(keygen, [])).toMatch(/one file/);
    expect(await refusal(keygen, ['a', 'b'])).toMatch(/one file/);
    expect(await refusal(keygen, ['none/a.key'])).toBe('target-unwritable');
  });
});

describe('sign', () => {
  test('gives a file that Pail opens, with the same bytes inside and the same rights', async () => {
    const fingerprint = await key('a.key');
    profile('a.pail');
    chmodSync(at('a.pail'), 0o644);
    const { out, err } = await run(sign, ['a.pail', '--key', 'a.key', '--out', 'signed.pail']);
    expect(out).toMatch(/^Wrote signed\.pail: “Acme”, revision 1, signed\./);
    expect(err).toBe('');
    expect(await readProfileFile(at('signed.pail'))).toMatchObject({
      signature: { key: fingerprint, vouchedBy: [] },
      profile: { name: 'Acme', revision: 1 },
    });
    const { payload } = JSON.parse(content('signed.pail'));
    expect(Buffer.from(payload, 'base64url').toString()).toBe(content('a.pail'));
    expect(statSync(at('signed.pail')).mode & 0o777).toBe(0o644);
  });

  test('puts it in the place of the file only when told to', async () => {
    await key('a.key');
    profile('a.pail');
    const before = content('a.pail');
    expect(await refusal(sign, ['a.pail', '--key', 'a.key'])).toMatch(/--force/);
    expect(content('a.pail')).toBe(before);
    await run(sign, ['a.pail', '--key', 'a.key', '--force']);
    expect((await readProfileFile(at('a.pail'))).signature).not.toBeNull();
    expect(readdirSync(folder).sort()).toEqual(['a.key', 'a.pail']);
  });

  test('has earlier keys vouch for the new one, also of a file that was signed', async () => {
    const old = await key('old.key');
    const next = await key('new.key');
    profile('a.pail', { revision: 2 });
    await run(sign, ['a.pail', '--key', 'old.key', '--force']);
    const args = ['a.pail', '--key', 'new.key', '--rotate-from', 'old.key', '--force'];
    expect((await run(sign, args)).out.replaceAll(' ', '')).toContain(`Vouchedforby${old}`);
    expect((await readProfileFile(at('a.pail'))).signature).toEqual({ key: next, vouchedBy: [old] });
  });

  test('says that a file was signed already, and by whom', async () => {
    const old = await key('old.key');
    await key('new.key');
    profile('a.pail');
    expect((await run(sign, ['a.pail', '--key', 'old.key', '--force'])).err).toBe('');
    const { err } = await run(sign, ['a.pail', '--key', 'new.key', '--force']);
    expect(err.replaceAll(' ', '')).toContain(`signedalready,by${old}.`);
  });

  test('refuses what Pail would not take', async () => {
    await key('a.key');
    writeFileSync(at('none.pail'), JSON.stringify(document()));
    writeFileSync(at('wrong.pail'), '{}');
    profile('a.pail');
    const out = ['--out', 'x.pail'];
    expect(await refusal(sign, ['none.pail', '--key', 'a.key', ...out])).toMatch(/no “revision”/);
    expect(await refusal(sign, ['wrong.pail', '--key', 'a.key', ...out])).toBe('profile-invalid');
    expect(await refusal(sign, ['a.pail', ...out])).toMatch(/--key/);
    expect(await refusal(sign, ['a.pail', '--key', 'a.pail', ...out])).toMatch(/is no key/);
    expect(await refusal(sign, ['a.pail', '--key', 'b.key', ...out])).toBe('file-unreadable');
    const twice = ['--key', 'a.key', '--rotate-from', 'a.key'];
    expect(await refusal(sign, ['a.pail', ...twice, ...out])).toMatch(/its own place/);
    expect(readdirSync(folder)).not.toContain('x.pail');
  });

  test('gives a file that the other commands read as what it was made from', async () => {
    await key('a.key');
    profile('a.pail', { ...SECRETS, locations: [{ label: 'L', bucket: 'bkt' }] });
    await run(sign, ['a.pail', '--key', 'a.key', '--out', 'signed.pail']);
    const [plain, signed] = [recordingIo(folder), recordingIo(folder)];
    await runProfileCommand(['lint', 'a.pail', '--json'], plain);
    await runProfileCommand(['lint', 'signed.pail', '--json'], signed);
    expect(signed.outLines.join('\n').replaceAll('signed.pail', 'a.pail')).toBe(plain.outLines.join('\n'));
    expect(plain.outLines.join('\n')).toMatch(/unsealed-secret/);
  });

  test('says what is signed unsealed, or has expired', async () => {
    await key('a.key');
    profile('a.pail', { ...SECRETS, expires: '2020-01-01' });
    const { err } = await run(sign, ['a.pail', '--key', 'a.key', '--force']);
    expect(err).toMatch(/not sealed[\s\S]*expired already/);
  });
});

describe('seal', () => {
  const opened = async (name: string, passphrase = PASSPHRASE) =>
    unsealProfile((await readProfileFile(at(name))).profile, passphrase);

  test('leaves no secret in the file, and all of them to the passphrase', async () => {
    profile('a.pail', SECRETS);
    const { out } = await run(seal, ['a.pail', '--force'], [PASSPHRASE, PASSPHRASE]);
    expect(out).toMatch(/sealed 2 secrets/);
    expect(content('a.pail')).not.toMatch(/s3cret/);
    expect(await opened('a.pail')).toMatchObject({
      signIn: { clientSecret: 'client s3cret' },
      credentials: [{ secretAccessKey: 'key s3cret' }],
    });
    // What was left out stays left out.
    expect(JSON.parse(content('a.pail')).signIn).not.toHaveProperty('redirectUri');
  });

  test('takes the passphrase from a file, without its end of line', async () => {
    profile('a.pail', SECRETS);
    writeFileSync(at('pass'), `${PASSPHRASE}\n`);
    await run(seal, ['a.pail', '--passphrase-file', 'pass', '--out', 'b.pail']);
    expect((await opened('b.pail')).signIn.clientSecret).toBe('client s3cret');
    expect(content('a.pail')).toMatch(/client s3cret/);
  });

  test('leaves what is sealed as it is, and wants the same passphrase for the rest', async () => {
    profile('a.pail', { signIn: SECRETS.signIn });
    await run(seal, ['a.pail', '--force'], [PASSPHRASE, PASSPHRASE]);
    const first = JSON.parse(content('a.pail'));
    expect((await run(seal, ['a.pail', '--force'])).out).toMatch(/Nothing was written/);
    writeFileSync(at('a.pail'), JSON.stringify({ ...first, credentials: SECRETS.credentials }));
    expect(await refusal(seal, ['a.pail', '--force'], ['another one', 'another one'])).toBe('passphrase-wrong');
    await run(seal, ['a.pail', '--force'], [PASSPHRASE, PASSPHRASE]);
    expect(JSON.parse(content('a.pail')).signIn).toEqual(first.signIn);
    expect((await opened('a.pail')).credentials[0]).toMatchObject({ secretAccessKey: 'key s3cret' });
  });

  test('writes nothing for a slip', async () => {
    profile('a.pail', SECRETS);
    const before = content('a.pail');
    expect(await refusal(seal, ['a.pail', '--force'], [PASSPHRASE, `${PASSPHRASE} `])).toMatch(/differ/);
    expect(await refusal(seal, ['a.pail', '--force'], ['short', 'short'])).toMatch(/shorter than 8/);
    expect(await refusal(seal, ['a.pail'], [PASSPHRASE, PASSPHRASE])).toMatch(/--force/);
    expect(content('a.pail')).toBe(before);
    await key('a.key');
    await run(sign, ['a.pail', '--key', 'a.key', '--out', 'signed.pail']);
    expect(await refusal(seal, ['signed.pail', '--force'])).toMatch(/would break the signature/);
  });
});

test('what is wrong with a file is said alone, and how a command is called beside what was called wrongly', async () => {
  profile('a.pail', SECRETS);
  writeFileSync(at('short'), 'short');
  const said = async (...args: string[]): Promise<readonly string[]> => {
    const io = recordingIo(folder, []);
    expect(await runProfileCommand(args, io)).toBe(2);
    return io.errLines;
  };
  expect(await said('seal', 'a.pail', '--passphrase-file', 'short', '--force')).toEqual([
    expect.stringContaining('8 characters'),
  ]);
  expect(await said('seal')).toEqual([expect.any(String), expect.stringContaining('seal FILE')]);
});
