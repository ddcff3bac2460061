import { expect, it } from 'vitest';
import { profileSchema } from '../../shared/model/profile/profile.ts';
import { evaluateMapping } from './evaluate.ts';
import type { Wall } from './wall.ts';
import { wallsOf } from './walls.ts';

const STORE = 'https://minio.example';
const HOME = { label: 'L', bucket: 'homes', prefix: '${claim:sub}/', actions: ['delete'] };
const TEAMS = {
  label: 'L',
  bucket: 'teams',
  prefix: '${item}/',
  forEach: { claim: 'cognito:groups', startsWith: 'team-' },
};
const CLAIMS = { sub: 'u-1', kind: 'x', 'cognito:groups': ['team-a', 'team-b', 'staff'] };
const staff = { claim: 'cognito:groups', has: 'staff' };

/** The walls where STS of a store, or of AWS, gives keys without a role. */
function walls(rules: readonly object[], endpoint: string | null = STORE, source: object = {}) {
  const profile = profileSchema.parse({
    version: 1,
    name: 'Acme',
    signIn: { userPoolId: 'eu-west-1_Ab1', clientId: 'client' },
    storage: { region: 'eu-west-1', ...(endpoint !== null && { endpoint }) },
    credentials: [{ id: 'main', kind: 'webIdentity', ...source }],
    locations: rules,
  });
  return wallsOf(profile, CLAIMS, evaluateMapping('a', profile, CLAIMS));
}

const about = (words: string): unknown => expect.stringContaining(words);
const paths = (wall: Wall | undefined): unknown => wall?.permission.Statement.at(-1)?.['Resource'];

it('are one for each group, named by the claim that the store looks at', () => {
  const { walls: found, notes } = walls([TEAMS, { ...HOME, prefix: 's/', when: staff }]);
  expect(found.map(({ policyName, roleArn, trust }) => [policyName, roleArn, trust])).toEqual([
    ['team-a', null, null],
    ['team-b', null, null],
    ['staff', null, null],
  ]);
  expect(found.map((wall) => paths(wall))).toEqual([
    ['arn:aws:s3:::teams/team-a/*'],
    ['arn:aws:s3:::teams/team-b/*'],
    ['arn:aws:s3:::homes/s/*'],
  ]);
  expect(found[0]?.notes).toEqual([
    about('Let it be “cognito:groups” (MinIO: claim_name) and name this policy “team-a”'),
  ]);
  expect(notes).toEqual([]);
});

it('say where nothing names one, and have the person in a variable', () => {
  const [wall] = walls([HOME]).walls;
  expect(wall?.policyName).toBeNull();
  expect(paths(wall)).toEqual(['arn:aws:s3:::homes/${jwt:sub}/*']);
  expect(wall?.notes).toEqual([about('ask for no value that could name this policy')]);
});

it('say what they cannot', () => {
  const all = { all: [staff, { claim: 'kind', startsWith: 'x' }] };
  const [wall] = walls([{ ...HOME, prefix: '${claim:kind}/', when: all }]).walls;
  expect(wall?.policyName).toBe('staff');
  expect(wall?.notes).toEqual([
    about('“staff”'),
    about('no variable for'),
    about('whoever has the policy by their claim'),
  ]);
  expect(walls([{ ...HOME, prefix: 'a*/' }]).walls[0]?.notes).toContainEqual(about('take for patterns'));
});

it('need one claim', () => {
  const { notes } = walls([TEAMS, { ...HOME, when: { claim: 'kind', equals: 'x' } }]);
  expect(notes).toEqual([about('would need several: “cognito:groups”, “kind”')]);
});

it('are none at AWS, which wants a role', () => {
  expect(walls([HOME], null)).toEqual({ walls: [], notes: [about('“main” names no role')] });
  // Where STS is that of a store, the store decides.
  expect(walls([HOME], null, { stsEndpoint: STORE }).walls).toHaveLength(1);
});

it('are the wall, and no session policy is', () => {
  const note = about('the session policy of “main” is no wall');
  expect(walls([HOME], STORE, { sessionPolicy: 'location' }).walls[0]?.notes).toContainEqual(note);
  const roleArn = 'arn:aws:iam:::role/home-${claim:sub}';
  expect(walls([HOME], STORE, { sessionPolicy: 'location', roleArn }).walls[0]?.notes).toEqual([note]);
  expect(walls([HOME], STORE, { roleArn }).walls[0]?.notes).toEqual([]);
});
