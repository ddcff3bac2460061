/** The question before a delete as pictures: what is inside is counted while one reads, and sometimes cannot be. */
import { writeFile } from 'node:fs/promises';
import { startSyntheticStore, syntheticProfile } from '../support/synthetic-store.ts';
import { expect, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test.describe.configure({ timeout: 300_000 });

test('deleting: a count under way, one to its end, one that fails part way', async ({
  startPail,
  desktop,
  world,
  profileFile,
}) => {
  const store = await startSyntheticStore({ count: 5000 });
  try {
    const profile = syntheticProfile(world.profile, store) as { locations: { actions: string[] }[] };
    for (const location of profile.locations) location.actions.push('delete');
    await writeFile(profileFile, JSON.stringify(profile));
    const pail = await startPail({ args: [profileFile] });
    const { window } = pail;
    await signIn(pail, desktop, 'ana');
    const total = window.sheet.getByRole('status');
    store.holdFrom(3);
    await window.row('many').click();
    await window.askToDelete();
    await expect(total).toHaveText(/^Counting what is inside, 2,000 objects, .* so far… Delete takes all of it/);
    await show(pail, 'sheet-delete-counting');
    store.release();
    await expect(total).toHaveText(/^5,000 objects, .* in all\.$/);
    await window.confirm('Keep');

    store.holdFrom(3);
    await window.askToDelete();
    await expect(total).toHaveText(/2,000 objects, .* so far/);
    store.release('AccessDenied');
    await expect(total).toHaveText(/^At least 2,000 objects, .*: the rest could not be counted\. The store says no/);
    await show(pail, 'sheet-delete-count-failed');
    await window.confirm('Keep');
  } finally {
    await store.stop();
  }
});
