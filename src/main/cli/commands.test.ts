import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MAPPING_CASES, profileOfCase } from '../../../test/support/mapping-cases.ts';
import { MAX_PROFILE_BYTES, profileJsonSchema } from '../../shared/model/profile/profile.ts';
import { runProfileCommand } from './index.ts';
import { recordingIo } from './testing/recording-io.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'pail-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SECRET = 's3cr3t-value';
const POOL_ID = 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef';
const [anyCase] = MAPPING_CASES;
if (!anyCase) throw new Error('There are no cases.');
const fine = profileOfCase(anyCase);

function write(name: string, content: unknown): string {
  writeFileSync(path.join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = recordingIo(folder);
  const code = await runProfileCommand(args, io);
  return { code, out: io.outLines.join('\n'), err: io.errLines.join('\n') };
}

describe('pail profile', () => {
  it('says what there is', async () => {
    const help = await run('help');
    expect(help).toMatchObject({ code: 0, err: '' });
    for (const name of ['lint', 'explain', 'schema']) expect(help.out).toContain(`  ${name}`);
    expect(await run('lint', '--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('pail profile lint FILE'),
    });
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['frobnicate']],
    ['no file', ['lint']],
    ['an unknown option', ['lint', '--frobnicate', 'a.pail']],
    ['a file that is not there', ['lint', 'none.pail']],
    ['a folder', ['lint', '.']],
    ['no claims', ['explain', 'a.pail']],
    ['two profiles', ['explain', 'a.pail', 'b.pail', '--claims', 'c.json']],
    ['an argument too many', ['schema', 'a.pail']],
  ])('with %s it answers 2, and nothing on standard output', async (_what, args) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).not.toBe('');
  });

  it('prints the schema', async () => {
    const { code, out } = await run('schema');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(profileJsonSchema())));
  });
});

describe('pail profile lint', () => {
  it('says every error with its place, not only the first', async () => {
    const file = write('wrong.pail', {
      ...fine,
      surprise: 1,
      another: 2,
      storage: { region: 'EU' },
      locations: [
        { label: '${sub}', bucket: 'b', prefix: 'team-a' },
        { label: 'L', bucket: 'b', when: { any: [{ equals: 'x' }] } },
      ],
    });
    const { code, out, err } = await run('lint', file);
    expect(code).toBe(1);
    for (const place of [
      'surprise',
      'another',
      'storage.region',
      'locations[0].label',
      'locations[0].prefix',
      'locations[1].when.any[0].claim',
    ]) {
      expect(out).toContain(`wrong.pail: error at ${place}: `);
    }
    expect(err).toBe('1 profile: 6 errors, 0 warnings.');
  });

  it('answers 0 for what is fine and for risks, and 1 for risks with --strict', async () => {
    const good = write('fine.pail', fine);
    const risky = write('risky.pail', { ...fine, locations: [{ label: 'L', bucket: 'homes' }] });
    expect((await run('lint', good, '--strict')).code).toBe(0);
    expect(await run('lint', risky)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^risky\.pail: warning whole-bucket at locations\[0\]\.prefix: /),
    });
    expect((await run('lint', '--strict', good, risky)).code).toBe(1);
    const { out } = await run('lint', good, risky, '--json');
    expect(JSON.parse(out)).toEqual({
      files: [
        { file: good, errors: [], warnings: [] },
        { file: risky, errors: [], warnings: [expect.objectContaining({ code: 'whole-bucket' })] },
      ],
    });
  });

  it('says where a field stands twice', async () => {
    const file = write('twice.pail', JSON.stringify(fine).replace('"locations":', '"locations":[],"locations":'));
    const { code, out } = await run('lint', file);
    expect({ code, out }).toEqual({
      code: 1,
      out: 'twice.pail: error at locations: found this field twice, expected each field once.',
    });
  });

  it('says of what is no JSON where, and refuses what is too large', async () => {
    expect(await run('lint', write('text.pail', `{"clientSecret": "${SECRET}" oops`))).toMatchObject({
      code: 1,
      out: expect.stringMatching(/error at its top: found what is no JSON \(line 1, column \d+\), expected JSON/),
    });
    expect((await run('lint', write('large.pail', ' '.repeat(MAX_PROFILE_BYTES + 1)))).code).toBe(2);
  });

  it.each([
    ['right', { signIn: { userPoolId: 'eu-west-1_Ab1', clientId: 'abc', clientSecret: SECRET } }],
    ['of a wrong type', { signIn: { userPoolId: 'eu-west-1_Ab1', clientId: 'abc', clientSecret: [SECRET] } }],
    ['static', { credentials: [{ id: 's', kind: 'static', accessKeyId: 'AK', secretAccessKey: SECRET }] }],
    ['in what is no JSON', null],
  ])('prints no secret: %s', async (_what, change) => {
    const file = write('secret.pail', change ? { ...fine, ...change } : `{"clientSecret": "${SECRET}" oops`);
    const claims = write('claims.json', { sub: 'u-1' });
    const said = [
      await run('lint', file),
      await run('lint', file, '--json'),
      await run('explain', file, '--claims', claims),
      await run('explain', file, '--claims', claims, '--json'),
    ];
    expect(JSON.stringify(said)).not.toContain(SECRET);
  });
});

describe('pail profile explain', () => {
  it.each(MAPPING_CASES.map((example) => [example.name, example] as const))('the case %s', async (_name, example) => {
    const file = write('case.pail', profileOfCase(example));
    const { code, out } = await run('explain', file, '--claims', write('claims.json', example.claims), '--json');
    expect(code).toBe(0);
    const { locations } = JSON.parse(out) as { locations: object[] };
    expect(locations).toEqual(example.gives.map(({ role: _role, ...given }) => expect.objectContaining(given)));
    const { out: lines } = await run('explain', file, '--claims', 'claims.json');
    for (const { label } of example.gives) expect(lines).toContain(`gives “${label}”: `);
    // What a terminal would act on is spelt out.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
    expect(lines).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });

  it('says who is shown all buckets', async () => {
    const list = { label: 'Everything', when: { claim: 'cognito:groups', has: 'admins' } };
    const file = write('buckets.pail', { ...fine, locations: [], allBuckets: [list] });
    const as = async (...groups: string[]): Promise<string> =>
      (await run('explain', file, '--claims', write('claims.json', { 'cognito:groups': groups }))).out;
    expect(await as('admins')).toMatch(/allBuckets\[0\] “Everything”\n.*\n {2}gives every bucket/);
    expect(await as('staff')).toMatch(/gives nothing: .*This person gets no location/s);
  });

  it.each([
    ['webIdentity', { roleArn: 'arn:aws:iam::1:role/x' }, 'Role arn:aws:iam::1:role/x', true],
    ['identityPool', { roleArn: 'arn:aws:iam::1:role/x' }, 'Role arn:aws:iam::1:role/x', true],
    ['identityPool', {}, `The role that the identity pool ${POOL_ID} chooses`, true],
    ['webIdentity', { stsEndpoint: 'https://sts.example' }, 'Policy “staff” of the store', false],
    ['webIdentity', { stsEndpoint: 'https://sts.example', forAll: true }, 'A policy of the store', false],
  ])(
    'names what the policies of %s %o are of',
    async (kind, { forAll, ...source }: Record<string, unknown>, title, hasTrust) => {
      const identityPoolId = kind === 'identityPool' ? { identityPoolId: POOL_ID } : {};
      const rule = {
        label: 'L',
        bucket: 'shared',
        ...(!forAll && { when: { claim: 'cognito:groups', has: 'staff' } }),
      };
      const credentials = [{ id: 'main', kind, ...identityPoolId, ...source }];
      const file = write('kinds.pail', { ...fine, credentials, locations: [rule] });
      const claims = write('claims.json', { 'cognito:groups': ['staff'] });
      const { out } = await run('explain', file, '--claims', claims);
      expect(out).toContain(`\n\n${title}\n${hasTrust ? 'Trust' : 'Permissions'}:\n`);
      const json = await run('explain', file, '--claims', claims, '--json');
      expect(JSON.parse(json.out).policies).toEqual([
        expect.objectContaining({ permission: expect.anything(), trust: hasTrust ? expect.anything() : null }),
      ]);
    },
  );

  it('answers 1 for a profile that is none, and 2 for claims that are none', async () => {
    const claims = write('claims.json', { sub: 'u-1' });
    expect(await run('explain', write('none.json', {}), '--claims', claims)).toMatchObject({ code: 1, out: '' });
    const list = write('list.json', ['sub']);
    expect(await run('explain', write('fine.pail', fine), '--claims', list)).toMatchObject({ code: 2, out: '' });
  });
});
