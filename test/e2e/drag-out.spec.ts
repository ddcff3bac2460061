/** Dragging rows out of the window with a real pointer, in the real app on the real store. */
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openDropWindow } from '../support/drop-window.ts';
import { onDisplay, type Point, Pointer } from '../support/pointer.ts';
import { rclone, storedNames } from '../support/store-reader.ts';
import { expect, type RunningPail, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test.describe.configure({ timeout: 240_000 });

/** At the left, so that another window has room beside it. */
async function placeWindow(pail: RunningPail): Promise<void> {
  const window = await pail.electronApp.browserWindow(pail.page);
  await window.evaluate((browserWindow) => browserWindow.setBounds({ x: 0, y: 0, width: 1000, height: 800 }));
  await expect.poll(() => pail.page.evaluate(() => innerWidth)).toBe(1000);
}

/** Presses on a row and moves, so that a drag begins. From then on main waits in it, and answers nothing. */
async function beginDrag(pail: RunningPail, pointer: Pointer, name: string): Promise<void> {
  const from = await onDisplay(pail.electronApp, pail.window.row(name));
  await pointer.moveTo(from, 1);
  await pointer.press();
  await pointer.moveTo({ x: from.x + 12, y: from.y + 6 }, 4);
}

/**
 * Moves about a place until something is so, and once more: what a page answers to one movement, whether it takes the drop, is what
 * the system hears at the next one.
 */
async function hoverUntil(pointer: Pointer, at: Point, isSo: () => Promise<boolean>): Promise<void> {
  let step = 0;
  await expect(async () => {
    step += 1;
    await pointer.moveTo({ x: at.x + (step % 2) * 6, y: at.y }, 4);
    expect(await isSo()).toBe(true);
  }).toPass({ timeout: 60_000 });
  await pointer.moveTo({ x: at.x + 3, y: at.y + 2 }, 4);
}

test('rows that are dragged to another program arrive there, and again at once', async ({ pail, desktop, world }) => {
  const home = world.prefixes.home.ana;
  const place = `store:homes/${home}To drag out`;
  await rclone(world.rgw, ['copyto', `store:homes/${home}Welcome.md`, `${place}/Welcome.md`]);
  await rclone(world.rgw, ['copyto', `store:homes/${home}Welcome.md`, `${place}/in/a.md`]);
  const content = await rclone(world.rgw, ['cat', `${place}/Welcome.md`]);
  await placeWindow(pail);
  await signIn(pail, desktop, 'ana');
  await pail.window.openFolder('To drag out');
  const other = await openDropWindow(desktop);
  try {
    const pointer = new Pointer(desktop.env);
    await pail.window.row('Welcome.md').click();
    await pail.window.row('in').click({ modifiers: ['ControlOrMeta'] });
    await beginDrag(pail, pointer, 'Welcome.md');
    await hoverUntil(pointer, { x: 1300, y: 300 }, other.isOver);
    await pointer.release();
    await expect
      .poll(async () => [...(await other.dropped())].sort())
      .toEqual([
        ['Welcome.md', content],
        ['in', null],
      ]);
    await expect(pail.window.row('in')).toHaveAttribute('aria-selected', 'true');
    expect(await pail.page.evaluate(() => window.pail.transfers.list())).toEqual({ ok: true, value: [] });

    await beginDrag(pail, pointer, 'in');
    await hoverUntil(pointer, { x: 1300, y: 300 }, other.isOver);
    await pointer.release();
    await expect.poll(async () => (await other.dropped()).length).toBe(4);

    const staged = path.join(pail.userDataDir, 'dragged out');
    const drag = (await readdir(staged)).find((name) => !name.endsWith('.json')) ?? '';
    expect((await readdir(path.join(staged, drag), { recursive: true })).sort()).toEqual([
      'Welcome.md',
      'in',
      'in/a.md',
    ]);
    await pail.close();
    await expect.poll(() => readdir(pail.userDataDir)).not.toContain('dragged out');
  } finally {
    await other.electronApp.close();
  }
  expect(pail.pageErrors).toEqual([]);
});

test('rows that are dropped on a folder of the window move, and where they are nothing happens', async ({
  pail,
  desktop,
  world,
}) => {
  const home = world.prefixes.home.ana;
  const stored = () => storedNames(world.rgw, 'homes', `${home}To drop/`);
  for (const name of ['a.md', 'b.md', 'into/c.md']) {
    await rclone(world.rgw, ['copyto', `store:homes/${home}Welcome.md`, `store:homes/${home}To drop/${name}`]);
  }
  await placeWindow(pail);
  await signIn(pail, desktop, 'ana');
  await pail.window.openFolder('To drop');
  const pointer = new Pointer(desktop.env);
  const hint = (words: string) => () => pail.page.getByText(words, { exact: true }).isVisible();

  const team = pail.page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'team-a' });
  const here = await onDisplay(pail.electronApp, pail.window.row('b.md'));
  const into = await onDisplay(pail.electronApp, pail.window.row('into'));
  const overTeam = await onDisplay(pail.electronApp, team);
  const picture = (name: string) =>
    pail.page.screenshot({ path: path.join(import.meta.dirname, '../../artifacts/views', `${name}.png`) });

  await beginDrag(pail, pointer, 'a.md');
  await hoverUntil(pointer, here, hint('Already in this folder'));
  await pointer.release();
  await expect(pail.page.getByText('Already in this folder')).toHaveCount(0);
  expect(await pail.page.evaluate(() => window.pail.transfers.list())).toEqual({ ok: true, value: [] });

  await beginDrag(pail, pointer, 'a.md');
  await hoverUntil(pointer, into, hint('Move 1 item to into'));
  await picture('drag-own-drop');
  await pointer.release();
  await expect(pail.window.row('a.md')).toHaveCount(0);
  await expect.poll(async () => (await stored()).sort()).toEqual(['b.md', 'into/a.md', 'into/c.md']);

  await beginDrag(pail, pointer, 'b.md');
  await hoverUntil(pointer, overTeam, hint('Copy 1 item to team-a'));
  await picture('drag-own-sidebar');
  await pointer.release();
  await expect.poll(() => storedNames(world.rgw, 'teams', 'team-a/')).toContain('b.md');
  expect(await stored()).toContain('b.md');
  await rclone(world.rgw, ['deletefile', 'store:teams/team-a/b.md']);
  expect(pail.pageErrors).toEqual([]);
});

test('what is too much is offered as a download, and what came too late is dragged again', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  const { page } = pail;
  const home = world.prefixes.home.ana;
  await rclone(world.rgw, ['copyto', `store:homes/${home}Welcome.md`, `store:homes/${home}To wait/Welcome.md`]);
  await signIn(pail, desktop, 'ana');
  // The loop of a drag would have no end: no button of this test is one of the system's.
  await pail.electronApp.evaluate(({ BrowserWindow }) => {
    const drags: unknown[] = [];
    Object.assign(globalThis, { drags });
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      webContents.startDrag = ({ files, icon }) => void drags.push([files, typeof icon === 'string' || icon.isEmpty()]);
    }
  });
  const drags = () =>
    pail.electronApp.evaluate(() => (globalThis as unknown as { drags: [string[], boolean][] }).drags);
  const drag = async (name: string): Promise<void> => {
    const box = await pail.window.row(name).boundingBox();
    if (!box) throw new Error(`${name} is not visible.`);
    await page.mouse.move(box.x + 60, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 80, box.y + 16, { steps: 4 });
  };
  await drag('archive');
  await page.getByText('This is too much to drag out: at most 64 MB and 200 files at once.').waitFor();
  await page.mouse.up();
  await show(pail, 'drag-too-much');
  await page.getByRole('button', { name: 'Dismiss' }).click();

  await pail.window.openFolder('To wait');
  // Held up until it is let go, however quick the store is.
  await page.evaluate(() => window.pail.settings.update({ downloadLimit: 10_000 }));
  const large = 'slow.bin';
  await writeFile(path.join(folder, large), 'x'.repeat(120_000));
  await rclone(world.rgw, ['copyto', path.join(folder, large), `store:homes/${home}To wait/${large}`]);
  await page.keyboard.press('F5');
  await pail.window.row(large).waitFor();
  await drag(large);
  await page.getByText('Preparing to drag out 1 item…').waitFor();
  await show(pail, 'drag-preparing');
  await page.mouse.up();
  await page.evaluate(() => window.pail.settings.update({ downloadLimit: null }));
  await page.getByText('Ready to drag out: 1 item. Drag again.').waitFor();
  expect(await drags()).toEqual([]);
  await show(pail, 'drag-ready');
  await drag(large);
  await expect.poll(drags).toHaveLength(1);
  await page.mouse.up();
  const [files, isEmpty] = (await drags())[0] ?? [[], true];
  expect(files.map((file) => path.basename(file))).toEqual([large]);
  expect(files.every((file) => file.startsWith(path.join(pail.userDataDir, 'dragged out')))).toBe(true);
  expect(isEmpty).toBe(false);
  expect(pail.pageErrors).toEqual([]);
});
