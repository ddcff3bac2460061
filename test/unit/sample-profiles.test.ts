import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProfileCommand } from '../../src/main/cli/index.ts';
import { recordingIo } from '../../src/main/cli/testing/recording-io.ts';
import { evaluateMapping } from '../../src/main/mapping/evaluate.ts';
import { risksOf } from '../../src/main/mapping/risks.ts';
import type { Wall } from '../../src/main/mapping/wall.ts';
import { wallsOf } from '../../src/main/mapping/walls.ts';
import { type Profile, profileSchema } from '../../src/shared/model/profile/profile.ts';

const folder = path.join(import.meta.dirname, '../../docs/profiles');
const samples = readdirSync(folder).filter((name) => name.endsWith('.pail'));
const guide = readFileSync(path.join(folder, 'README.md'), 'utf8');
const shown = [...guide.matchAll(/<!-- explains: (\S+) -->\n```json\n([\s\S]*?)```\n```text\n([\s\S]*?)```/g)].map(
  ([, file = '', claims = '', lines = '']) => [file, claims, lines] as const,
);

const profileOf = (file: string): Profile =>
  profileSchema.parse(JSON.parse(readFileSync(path.join(folder, file), 'utf8')));

/** What a profile gives, a line for each place, as the README has it. */
function told(profile: Profile, claims: Readonly<Record<string, unknown>>): string[] {
  const { rules } = evaluateMapping('a', profile, claims).explain;
  return rules.flatMap(({ label, reason, places }) => {
    if (reason) return [`not ${label}: ${reason.code}`];
    return places.map((place) => {
      if (!place.location) return `not ${place.label}: ${place.reason.code}`;
      const { location, credentials } = place;
      const role = credentials.roleArn?.split('role/')[1] ?? "the pool's choice";
      return `${location.label}: ${location.bucket}/${location.prefix} (${location.actions.join(', ')}) by ${role}`;
    });
  });
}

function wallsFor(file: string, claims: Readonly<Record<string, unknown>>): readonly Wall[] {
  const profile = profileOf(file);
  return wallsOf(profile, claims, evaluateMapping('a', profile, claims)).walls;
}

describe('the sample profiles', () => {
  it.each(samples)('%s has nothing against it', async (file) => {
    const io = recordingIo(folder);
    expect(await runProfileCommand(['lint', '--strict', file], io)).toBe(0);
    expect(io.outLines).toEqual([]);
  });

  it.each(shown)('%s gives to %s what the README says', (file, claims, lines) => {
    expect(told(profileOf(file), JSON.parse(claims))).toEqual(lines.trimEnd().split('\n'));
  });

  it('are all explained, and nothing else is', () => {
    expect(new Set(shown.map(([file]) => file))).toEqual(new Set(samples));
    expect(samples).toHaveLength(3);
    expect(guide.match(/```json/g)).toHaveLength(shown.length);
  });

  it('have the walls that the README says', () => {
    const ana = { sub: '3b1f7c52', 'cognito:groups': ['team-red', 'team-blue'] };
    const employee = { sub: '3b1f7c52', 'custom:dept': 'Sales', 'custom:kind': 'employee' };
    // Of roles for one person or group the trust says all; of the one for all readers it cannot.
    for (const wall of [...wallsFor('ceph-web-identity.pail', ana), ...wallsFor('department-share.pail', employee)]) {
      expect(wall.notes).toEqual([]);
    }
  });

  it('have at AWS a folder for each by a tag, and a role for each group', () => {
    const [red, staff] = ['team-red', 'staff'].map((group) => `arn:aws:iam::111122223333:role/pail-${group}`);
    const ana = { sub: '3b1f7c52', 'cognito:groups': ['team-red', 'staff'], 'cognito:roles': [red, staff] };
    const [home, ofStaff, ofRed, ...others] = wallsFor('aws-groups.pail', ana);
    expect(others).toEqual([]);
    expect(home).toMatchObject({ roleArn: null, identityPoolId: expect.any(String) });
    expect(JSON.stringify(home?.permission)).toContain('acme-homes/${aws:PrincipalTag/username}/*');
    expect(JSON.stringify(home?.trust)).toContain('sts:TagSession');
    // What the pool needs is said; there is nothing that it cannot.
    expect(home?.notes).toEqual([
      expect.stringContaining('chooses this role'),
      expect.stringContaining('default mappings'),
    ]);
    for (const [wall, role, folder] of [
      [ofStaff, staff, 'acme-shared/handbook/*'],
      [ofRed, red, 'acme-teams/team-red/*'],
    ] as const) {
      expect(wall?.roleArn).toBe(role);
      expect(JSON.stringify(wall?.permission)).toContain(folder);
      expect(JSON.stringify(wall?.trust)).not.toContain('sts:TagSession');
      expect(wall?.notes).toEqual([expect.stringContaining('only one of the token’s “cognito:roles”')]);
    }
  });
});

describe('the rules in the guide for administrators', () => {
  const page = readFileSync(path.join(folder, '../admin-guide.md'), 'utf8');
  const [, rules = ''] = /<!-- rules -->\n```json\n([\s\S]*?)```/.exec(page) ?? [];
  const profile = profileSchema.parse({
    version: 1,
    name: 'Acme',
    signIn: { userPoolId: 'eu-west-1_Ab1', clientId: 'abc', trustedClaims: ['custom:department'] },
    storage: { region: 'eu-west-1' },
    ...JSON.parse(`{${rules}}`),
  });
  const ADMINS = 'arn:aws:iam::111122223333:role/storage-admins';
  const claims = {
    sub: 'u-1',
    'cognito:groups': ['team-red', 'storage-admins'],
    'cognito:roles': [ADMINS],
    'custom:department': 'sales',
  };

  it('have nothing against them', () => {
    expect(risksOf(profile, 0)).toEqual([]);
    // None of the roles without a pool is open to more people than it is for; of a pool it is said how it must choose.
    const { walls } = wallsOf(profile, claims, evaluateMapping('a', profile, claims));
    expect(walls.filter(({ identityPoolId }) => identityPoolId === null).flatMap(({ notes }) => notes)).toEqual([]);
  });

  it('give what the table above them promises', () => {
    const places = told(profile, claims).map((line) => line.replace(/ by .*$/, ''));
    expect(places).toEqual([
      'My files: acme-homes/u-1/ (list, read, write, delete, share)',
      'team-red: acme-teams/team-red/ (list, read, write, delete, share)',
      'Department: acme-departments/sales/ (list, read, write, delete, share)',
      'Archive: acme-archive/records/ (list, read)',
    ]);
    const listed = (roles: string[]) =>
      evaluateMapping('a', profile, { ...claims, 'cognito:roles': roles }).explain.bucketLists[0]?.credentials;
    expect(listed([ADMINS])?.roleArn).toBe(ADMINS);
    expect(listed([ADMINS.replace('admins', 'readers')])).toBeNull();
  });
});
