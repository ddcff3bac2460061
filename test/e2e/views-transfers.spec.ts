/** Transfers that ask, pause and wait, in the real app: by keyboard, and as pictures of every state. */
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ErrorCode } from '../../src/shared/errors.ts';
import type { TransferSummary } from '../../src/shared/model/transfer.ts';
import { giveToUnprivileged } from '../support/run-as.ts';
import { rclone } from '../support/store-reader.ts';
import { expect, type RunningPail, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

test.describe.configure({ timeout: 300_000 });

/** Tells the window of transfers as the engine would: of waits that a store on this computer does not cause. */
async function tell(pail: RunningPail, summaries: readonly TransferSummary[]): Promise<void> {
  await pail.electronApp.evaluate(({ BrowserWindow }, told) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('pail:event', 'transfers.changed', told);
  }, summaries);
}

test('a question is answered by keyboard alone: one row other than the rest, then a single one', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  const { page, window } = pail;
  await signIn(pail, desktop, 'ana');
  await window.newFolder('letterbox');
  await window.openFolder('letterbox');
  const tree = path.join(folder, 'letters');
  await mkdir(tree);
  const write = async (content: string): Promise<void> => {
    for (const name of ['a.txt', 'b.txt', 'c.txt']) await writeFile(path.join(tree, name), `${content} of ${name}`);
    await giveToUnprivileged(folder);
  };
  const stored = (name: string): Promise<string> =>
    rclone(world.rgw, ['cat', `store:homes/${world.prefixes.home.ana}letterbox/${name}`]);
  await write('first');
  await window.drop([tree]);
  expect(await window.transferEnd('letters')).toMatch(/^Completed/);

  await write('second edition');
  await window.drop([tree]);
  await window.sheet.waitFor();
  await expect(page.getByRole('radio', { name: 'Skip' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Replace', exact: true })).toBeChecked();
  await page.keyboard.press('Tab');
  const grid = page.getByRole('grid', { name: 'Names that are already taken' });
  await expect(grid).toBeFocused();
  const own = page.getByRole('combobox', { name: 'What to do with letters/b.txt' });
  await own.waitFor();
  // As people do who see that the keys did not get there: from where the keyboard is, back to the list and once more.
  await expect(async () => {
    const focused = await page.evaluate(() => document.activeElement?.tagName);
    if (focused === 'SELECT') await page.keyboard.press('Escape');
    const isInGrid = (): Promise<boolean> => grid.evaluate((element) => element === document.activeElement);
    for (let stop = 0; stop < 12 && !(await isInGrid()); stop += 1) await page.keyboard.press('Tab');
    for (const key of ['Home', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await expect(own).toBeFocused({ timeout: 1_500 });
  }).toPass({ timeout: 15_000 });
  await page.keyboard.press('k');
  await expect(own).toHaveValue('keep-both');
  await page.keyboard.press('Escape');
  await show(pail, 'sheet-conflicts');
  await page.getByRole('grid', { name: 'Names that are already taken' }).press('Tab');
  await page.getByRole('button', { name: 'Continue' }).press('Enter');
  expect(await window.transferEnd('letters')).toMatch(/^Completed/);
  expect(await stored('letters/a.txt')).toBe('second edition of a.txt');
  expect(await stored('letters/b.txt')).toBe('first of b.txt');
  expect(await stored('letters/b (2).txt')).toBe('second edition of b.txt');

  await window.openFolder('letters');
  await window.drop([path.join(tree, 'c.txt')]);
  await expect(window.sheet.getByRole('button', { name: 'Skip' })).toBeFocused();
  await window.sheet.getByText('There now').waitFor();
  await show(pail, 'sheet-conflict');
  await page.keyboard.press('Escape');
  await window.sheet.waitFor({ state: 'detached' });
  await expect(window.list).toBeFocused();
  await expect(window.transfers.first().getByText(/^Waiting for your answer/)).toBeVisible();
  await expect(page.getByRole('region', { name: 'Status' })).toContainText('1 needs your answer');
  await window.transfers.first().getByRole('button', { name: 'Answer…' }).press('Enter');
  await expect(window.sheet.getByRole('button', { name: 'Skip' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(window.transfers.first().getByText(/^Completed, 1 skipped/)).toBeVisible();
  await expect(window.transfers.first().getByRole('button', { name: /^Items of/ })).toBeFocused();
  expect(pail.pageErrors).toEqual([]);
});

interface Told {
  readonly notifications: { readonly title: string; readonly body: string; click(): void }[];
  readonly progress: number[];
}

/** Keeps what main tells the system, as if the window were not looked at. */
async function listen(pail: RunningPail): Promise<void> {
  await pail.electronApp.evaluate(({ BrowserWindow, Notification }) => {
    const told: Told = { notifications: [], progress: [] };
    (globalThis as unknown as { told: Told }).told = told;
    Notification.isSupported = () => true;
    Notification.prototype.show = function show() {
      told.notifications.push({ title: this.title, body: this.body, click: () => this.emit('click') });
    };
    const window = BrowserWindow.getAllWindows()[0];
    if (!window) throw new Error('There is no window.');
    window.isFocused = () => false;
    window.setProgressBar = (value) => told.progress.push(value);
  });
}

test('pause and resume an upload, told at its end; every state at a glance', async ({ pail, desktop, folder }) => {
  const { page, window } = pail;
  await signIn(pail, desktop, 'ana');
  const file = path.join(folder, 'survey recording.bin');
  await writeFile(file, '');
  await truncate(file, 64 * 1024 ** 2);
  await giveToUnprivileged(folder);
  await listen(pail);
  const limit = (uploadLimit: number | null) =>
    page.evaluate((value) => globalThis.window.pail.settings.update({ uploadLimit: value }), uploadLimit);
  await limit(1_000_000);
  await window.drop([file]);
  await page.keyboard.press('ControlOrMeta+j');
  const upload = window.transfers.first();
  await expect(upload).toBeFocused();
  await upload.getByText(/ of 67\.1 MB/).waitFor();
  await page.keyboard.press('ControlOrMeta+Shift+j');
  await upload.getByText(/^Paused/).waitFor();
  await expect(page.getByRole('region', { name: 'Status' })).toContainText('1 transfer paused');
  const listed = await page.evaluate(() => globalThis.window.pail.transfers.list());
  if (!listed.ok) throw new Error(listed.error.message);
  const [real] = listed.value;
  if (!real) throw new Error('The upload is not listed.');
  expect(real.state).toBe('paused');

  const failure = (code: ErrorCode, message: string) =>
    ({
      code,
      message,
      retryable: true,
      remedy: code === 'connection-failed' ? 'network' : 'user',
      detail: {},
    }) as const;
  const made = (id: string, change: Partial<TransferSummary>): TransferSummary => ({
    ...real,
    id,
    requested: 24,
    items: { total: 240, done: 96, failed: 0, skipped: 0, replaceable: 0, cancelled: 0 },
    bytesTotal: 3.8e9,
    bytesDone: 1.5e9,
    ...change,
  });
  await tell(pail, [
    made('asking', {
      state: 'asking',
      startedAt: real.startedAt - 1,
      review: { conflicts: 18, impossible: 2, renamed: 0, freeBytes: null },
    }),
    made('sign-in', {
      state: 'parked',
      requested: 1,
      firstName: 'interview with the new colleagues in the large meeting room, second recording, cut and mixed.mp4',
      startedAt: real.startedAt - 2,
      failure: failure('session-expired', 'Your sign-in has ended. Sign in again.'),
    }),
    made('network', {
      state: 'parked',
      kind: 'download',
      startedAt: real.startedAt - 3,
      recorded: false,
      failure: failure('connection-failed', 'The store could not be reached.'),
    }),
    made('disk', {
      state: 'parked',
      kind: 'download',
      startedAt: real.startedAt - 4,
      failure: failure('disk-full', 'The disk is full. Make room, then resume.'),
    }),
    made('failed', {
      state: 'failed',
      startedAt: real.startedAt - 5,
      endedAt: real.startedAt,
      items: { total: 240, done: 237, failed: 3, skipped: 0, replaceable: 0, cancelled: 0 },
    }),
    ...(['completed', 'cancelled'] as const).map((state, n) =>
      made(state, {
        state,
        kind: 'download',
        startedAt: real.startedAt - 6 - n,
        endedAt: real.startedAt,
        items: { ...real.items, total: 240, done: state === 'completed' ? 240 : 0 },
        bytesDone: state === 'completed' ? 3.8e9 : 0,
      }),
    ),
  ]);
  await page.getByRole('button', { name: 'Sign in again' }).waitFor();
  await show(pail, 'transfers-waiting');
  await page.getByRole('radio', { name: /^All/ }).press('ArrowRight');
  await expect(page.getByText('No transfer is running.')).toBeVisible();
  await show(pail, 'transfers-filter-empty');
  for (const name of [/^Active/, /^Waiting/, /^Failed/]) await page.getByRole('radio', { name }).press('ArrowRight');
  await expect(page.getByRole('button', { name: 'Show folder' })).toHaveCount(1);
  await show(pail, 'transfers-done');
  // From the last one to the first.
  await page.getByRole('radio', { name: /^Done/ }).press('ArrowRight');

  await tell(pail, [
    made('room', { state: 'asking', review: { conflicts: 0, impossible: 0, renamed: 3, freeBytes: 1.2e9 } }),
  ]);
  await window.transfers.filter({ hasText: 'It needs 3.8 GB' }).getByRole('button', { name: 'Answer…' }).click();
  await expect(window.sheet.getByRole('button', { name: 'Cancel transfer' })).toBeFocused();
  await show(pail, 'sheet-no-room');
  await page.keyboard.press('Escape');

  const notDone = [
    ...['interviews', 'contracts', 'drafts', 'letters', 'plans'].map((name) => ({
      sort: 'impossible' as const,
      name: `${name}/minutes of the meeting.docx`,
      failure: failure('file-unreadable', 'This could not be read. Check that you may open it.'),
    })),
    { sort: 'left-out' as const, name: 'latest', failure: failure('file-not-regular', 'It was left out.') },
  ];
  await tell(pail, [
    made('not-done', {
      state: 'asking',
      items: { ...real.items, total: 240, skipped: 1 },
      review: { conflicts: 0, impossible: 12, notDone, renamed: 0, freeBytes: null },
    }),
  ]);
  await window.transfers
    .filter({ hasText: '12 items cannot be done' })
    .getByRole('button', { name: 'Answer…' })
    .click();
  await expect(window.sheet.getByText('and 7 more')).toBeVisible();
  await show(pail, 'sheet-not-done');
  await page.keyboard.press('Escape');

  const row = window.transfers.filter({ hasText: 'survey recording' });
  await row.getByRole('button', { name: /^Resume/ }).press('Enter');
  await row.getByText(/ of 67\.1 MB · .* left$/).waitFor();
  await expect(row.getByRole('button', { name: /^Pause/ })).toBeFocused();
  await page.keyboard.press('ControlOrMeta+j');
  await expect(window.transfers).toHaveCount(0);
  await expect(window.list).toBeFocused();
  // What took less is no news.
  await expect.poll(() => Date.now() - real.startedAt, { timeout: 15_000 }).toBeGreaterThan(10_000);
  await limit(null);
  const told = () =>
    pail.electronApp.evaluate(() => {
      const { notifications, progress } = (globalThis as unknown as { told: Told }).told;
      return { notifications: notifications.map(({ title, body }) => `${title}: ${body}`), last: progress.at(-1) };
    });
  await expect.poll(told).toEqual({ notifications: ['Upload completed: 1 item.'], last: -1 });
  await pail.electronApp.evaluate(() => {
    (globalThis as unknown as { told: Told }).told.notifications[0]?.click();
  });
  await expect(row.getByText(/^Completed/)).toBeVisible();
  expect(pail.pageErrors).toEqual([]);
});
