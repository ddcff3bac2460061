/**
 * No secret leaves main: every token, code, secret and key that the stand-ins issue is looked for in a heap snapshot of the
 * renderer, in every file of the desktop that Pail could have written, and in all that it printed.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import type { Desktop } from '../support/desktop.ts';
import { findSecrets } from '../support/issued.ts';
import { giveToUnprivileged } from '../support/run-as.ts';
import type { World } from '../support/world.ts';
import { expect, type RunningPail, signIn, test } from './fixtures.ts';

const MOST_CHARACTERS = 512;

async function heapSnapshot(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  return Buffer.from(chunks.join(''));
}

/** Every file below user data, with its path. */
async function filesOf(folder: string): Promise<[name: string, content: Buffer][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file) => [path.relative(folder, file), await readFile(file)]));
}

/** Where anything that was issued is found: none is good. */
async function leaks(pail: RunningPail, desktop: Desktop, world: World): Promise<string[]> {
  const places: [name: string, content: Buffer][] = [
    ['renderer heap', await heapSnapshot(pail.page)],
    ['printed', Buffer.from(pail.logs())],
    ['log file', await readFile(desktop.logFile)],
    ...(await filesOf(pail.userDataDir)),
  ];
  expect(places.length).toBeGreaterThan(5);
  // V8 cuts strings in a snapshot after 1,024 characters; a beginning is as telling as the whole.
  const secrets = world.issued
    .all()
    .filter(({ kind }) => !/access key id/i.test(kind))
    .map(({ kind, value }) => ({ kind, value: value.slice(0, MOST_CHARACTERS) }));
  return places.flatMap(([name, content]) => findSecrets(content, secrets).map(({ kind }) => `${kind} in ${name}`));
}

test('after the main job, no secret is in the renderer, on disk or in a log', async ({
  pail,
  desktop,
  world,
  folder,
}) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.openLocation('team-a');
  await pail.window.openLocation('Public');
  await pail.window.openLocation('My files');
  const file = path.join(folder, 'note.txt');
  await writeFile(file, 'note');
  await giveToUnprivileged(folder);
  await pail.window.drop([file]);
  expect(await pail.window.transferEnd('note.txt')).toMatch(/^Completed/);
  const kinds = new Set(world.issued.all().map(({ kind }) => kind));
  expect(kinds.size).toBeGreaterThanOrEqual(7);
  expect(await leaks(pail, desktop, world)).toEqual([]);
  await pail.window.signOut('ana');
  await expect(pail.window.signInButton).toBeVisible();
  expect(await leaks(pail, desktop, world)).toEqual([]);
});

test('a planted secret is found: in the renderer, in a file, in a log', async ({ pail, desktop, world }) => {
  await signIn(pail, desktop, 'ana');
  const token = world.issued.all().find(({ kind }) => /id token/i.test(kind))?.value ?? '';
  expect(token.length).toBeGreaterThan(100);
  await pail.page.evaluate((value) => {
    (globalThis as { planted?: string }).planted = value;
  }, token);
  await writeFile(path.join(pail.userDataDir, 'planted.txt'), `x${token}y`);
  await writeFile(desktop.logFile, `${await readFile(desktop.logFile, 'utf8')}${token}`);
  const found = await leaks(pail, desktop, world);
  for (const place of ['renderer heap', 'planted.txt', 'log file']) {
    expect(found, place).toContainEqual(expect.stringMatching(new RegExp(`in ${place}$`)));
  }
});
