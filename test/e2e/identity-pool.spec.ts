/** Keys from an identity pool in the real app: the stand-in verifies the token, and the store knows whose the keys are. */
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, signIn, test } from './fixtures.ts';

test('folders of groups, with keys that an identity pool gives for the role of each', async ({
  world,
  desktop,
  startPail,
}) => {
  const pool = world.pool.openIdentityPool(world.stsProxy.endpoint);
  const source = (id: string, roleArn: string) => ({
    id,
    kind: 'identityPool',
    identityPoolId: pool.id,
    endpoint: pool.endpoint,
    roleArn,
  });
  const credentials = [source('group', 'arn:aws:iam:::role/${item}'), source('finance', 'arn:aws:iam:::role/team-b')];
  const locations = world.profile.locations.filter((rule) =>
    credentials.some(({ id }) => 'credentials' in rule && rule.credentials === id),
  );
  const file = path.join(desktop.home, 'identity-pool.pail');
  await writeFile(file, JSON.stringify({ ...world.profile, credentials, locations }));
  await chmod(file, 0o644);
  const pail = await startPail({ args: [file] });
  await signIn(pail, desktop, 'ana');
  await expect(pail.window.locations).toHaveText([/team-a/, /Finance/]);
  await expect(pail.window.row('Handbook.pdf')).toBeVisible();
  // The profile names a role that Ana does not have: the pool refuses, and the sentence says what.
  await pail.window.openLocation('Finance');
  await expect(pail.page.getByText(/You may not take the role of this location/)).toBeVisible();
  expect(pool.calls).toEqual(['GetId', 'GetCredentialsForIdentity', 'GetCredentialsForIdentity']);
  expect(pail.pageErrors).toEqual([]);
});
