/** The real app, its engine, or both are killed in an upload, a download and a move that run together; Pail goes on by itself. */
import path from 'node:path';
import { DEFAULT_ARRANGEMENT } from '../../src/shared/model/listing.ts';
import { tellFigures } from '../support/figures.ts';
import { giveToUnprivileged } from '../support/run-as.ts';
import { SeededRandom } from '../support/sample-data/random.ts';
import { makeSampleTree } from '../support/sample-tree.ts';
import { checkAgainstStore, rclone, storedNames } from '../support/store-reader.ts';
import { inTier, SEED } from '../support/tier.ts';
import { treeHash } from '../support/tree-hash.ts';
import type { World } from '../support/world.ts';
import { answerDialog, enginePid, expect, makeTarget, type RunningPail, signIn, test } from './fixtures.ts';

const MEBIBYTE = 1_048_576;
/** Of each kind. Each of main costs a start of the app. */
const KILLS = inTier(1, 10);
const VICTIMS = ['engine', 'main', 'both'] as const;
/** So slow that all of it is under way for as long as there are kills. */
const BYTES_PER_SECOND = 2_000_000;

test.use({ keyring: true });

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Kills, and answers the app that runs then. */
async function kill(
  app: RunningPail,
  victim: (typeof VICTIMS)[number],
  startPail: () => Promise<RunningPail>,
): Promise<RunningPail> {
  await expect.poll(() => enginePid(app)).toBeGreaterThan(0);
  const engine = (await enginePid(app)) as number;
  if (victim !== 'main') process.kill(engine, 'SIGKILL');
  if (victim === 'engine') {
    await expect.poll(() => enginePid(app)).not.toBe(engine);
    return app;
  }
  app.electronApp.process().kill('SIGKILL');
  await app.close();
  // An engine does not outlive its main.
  await expect.poll(() => isAlive(engine)).toBe(false);
  const next = await startPail();
  await next.window.list.waitFor();
  return next;
}

/** Selects all of a folder of My files, and copies it down or moves it to the team, as the window would. */
function start({ page }: RunningPail, folder: string, deed: 'download' | 'move'): Promise<void> {
  return page.evaluate(
    async ([below, what, arrangement]) => {
      const accounts = await window.pail.accounts.list();
      const locations = accounts.ok ? (accounts.value[0]?.locations ?? []) : [];
      const idOf = (label: string): string => locations.find((one) => one.label === label)?.id ?? '';
      const opened = await window.pail.listings.open(idOf('My files'), below, arrangement, 'folder');
      if (!opened.ok) throw new Error(opened.error.message);
      const { viewId } = opened.value;
      for (let { phase } = opened.value; phase === 'loading'; ) {
        await new Promise((resolve) => setTimeout(resolve, 20));
        const again = await window.pail.listings.arrange(viewId, arrangement);
        if (again.ok) ({ phase } = again.value);
      }
      const all = { allExcept: { first: 0, bits: new Uint8Array() } };
      const answer =
        what === 'move'
          ? await window.pail.transfers.copyTo(viewId, all, idOf('team-a'), 'came/', 'move')
          : await window.pail.transfers.downloadToDialog(viewId, all);
      if (!answer.ok) throw new Error(answer.error.message);
    },
    [folder, deed, DEFAULT_ARRANGEMENT] as const,
  );
}

async function store(world: World, tree: string, folder: string): Promise<void> {
  await rclone(world.rgw, ['copy', tree, `store:homes/${world.prefixes.home.ana}${folder}`]);
}

test('an upload, a download and a move survive kills of Pail, of its engine and of both', async ({
  pail,
  startPail,
  desktop,
  world,
}) => {
  test.setTimeout(inTier(240_000, 3_600_000));
  const random = new SeededRandom(SEED);
  const folder = path.join(desktop.home, 'tmp');
  const tree = await makeSampleTree(folder, { count: 40, largeBytes: inTier(24, 96) * MEBIBYTE });
  await giveToUnprivileged(tree);
  await store(world, tree, 'kept/tree');
  await store(world, tree, 'leaves/tree');
  const target = await makeTarget(folder, 'target');
  await signIn(pail, desktop, 'ana');
  const limits = { uploadLimit: BYTES_PER_SECOND, downloadLimit: BYTES_PER_SECOND };
  await pail.page.evaluate((slow) => window.pail.settings.update(slow), limits);
  await answerDialog(pail.electronApp, [target]);
  await start(pail, 'kept/', 'download');
  await start(pail, 'leaves/', 'move');
  await pail.window.openLocation('team-a');
  await pail.window.drop([tree]);
  await pail.window.showTransfers();
  await expect(pail.window.transfers).toHaveCount(3);

  let app = pail;
  let kills = 0;
  for (let round = 0; round < KILLS; round += 1) {
    for (const victim of VICTIMS) {
      await new Promise((resolve) => setTimeout(resolve, random.between(200, 2500)));
      app = await kill(app, victim, startPail);
      kills += 1;
    }
  }
  await app.page.evaluate(() => window.pail.settings.update({ uploadLimit: null, downloadLimit: null }));
  await app.window.showTransfers();
  for (const title of [/^Upload/, /^Download/, /^Move/]) {
    const end = app.window.transfers
      .filter({ hasText: title })
      .first()
      .getByText(/\b(Completed|Cancelled|failed)\b/);
    await expect(end.last()).toHaveText(/^Completed/, { timeout: inTier(120_000, 900_000) });
  }
  const name = path.basename(tree);
  await checkAgainstStore(world.rgw, tree, 'teams', `team-a/${name}`);
  await checkAgainstStore(world.rgw, tree, 'teams', 'team-a/came/tree');
  expect(await storedNames(world.rgw, 'homes', `${world.prefixes.home.ana}leaves/`)).toEqual([]);
  expect(await treeHash(path.join(target, 'tree'))).toBe(await treeHash(tree));
  for (const bucket of ['homes', 'teams']) {
    expect(await rclone(world.rgw, ['backend', 'list-multipart-uploads', `store:${bucket}`])).not.toContain('Key');
  }
  tellFigures(`${kills} kills of the real app: its engine, main and both in turn; all arrived, nothing was left`);
  await app.close();
  for (const place of [`team-a/${name}`, 'team-a/came']) await rclone(world.rgw, ['purge', `store:teams/${place}`]);
  await rclone(world.rgw, ['purge', `store:homes/${world.prefixes.home.ana}kept`]);
});
