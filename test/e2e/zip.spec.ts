/** Download as ZIP in the real app on the real store, by mouse and by keyboard. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { readZip } from '../support/read-zip.ts';
import { expect, makeTarget, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

/** Answers the next save dialog with the suggested name in this folder, as a person would; the answer tells what was suggested. */
async function answerSaveIn(electronApp: ElectronApplication, folder: string): Promise<void> {
  await electronApp.evaluate(({ dialog }, folder) => {
    dialog.showSaveDialog = (async (...given: unknown[]) => {
      const { defaultPath = '' } = given.at(-1) as { defaultPath?: string };
      return { canceled: false, filePath: `${folder}/${defaultPath}` };
    }) as typeof dialog.showSaveDialog;
  }, folder);
}

test('a folder comes as one archive, by the context menu', async ({ pail, desktop, folder }) => {
  await signIn(pail, desktop, 'ana');
  const target = await makeTarget(folder, 'downloads');
  await answerSaveIn(pail.electronApp, target);
  await pail.window.row('Odd names').click({ button: 'right' });
  await pail.page.getByRole('menuitem', { name: /^Download as ZIP…/ }).click();
  expect(await pail.window.transferEnd('Download Odd names from My files to Odd names.zip')).toMatch(/^Completed/);
  expect(await readdir(target)).toEqual(['Odd names.zip']);
  const names = readZip(path.join(target, 'Odd names.zip')).map(({ name }) => name);
  expect(names).toContain('Odd names/ends with a dot%2E');
  expect(names).toContain('Odd names/a+b c%20d.txt');
  expect(names.every((name) => !name.startsWith('/') && !name.split('/').includes('..'))).toBe(true);
  await expect(pail.page.getByRole('button', { name: 'Show folder' })).toBeVisible();
  await show(pail, 'transfers-zip');
});

test('several things come as one archive, by keyboard, named after their folder', async ({ pail, desktop, folder }) => {
  const { page, window } = pail;
  await signIn(pail, desktop, 'ana');
  const target = await makeTarget(folder, 'downloads');
  await answerSaveIn(pail.electronApp, target);
  await window.openFolder('Documents');
  await window.list.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+End');
  await page.keyboard.press('Control+Shift+S');
  expect(await window.transferEnd('from Documents to Documents.zip')).toMatch(/^Completed/);
  expect(await readdir(target)).toEqual(['Documents.zip']);
  expect(readZip(path.join(target, 'Documents.zip')).length).toBeGreaterThan(1);
});

test('nothing is made when the question for its name is left', async ({ pail, desktop }) => {
  await signIn(pail, desktop, 'ana');
  await pail.electronApp.evaluate(({ dialog }) => {
    dialog.showSaveDialog = async () => ({ canceled: true, filePath: '' });
  });
  await pail.window.row('Documents').click();
  await pail.page.getByRole('button', { name: 'More' }).click();
  await pail.page.getByRole('menuitem', { name: 'Download as ZIP…' }).click();
  const transfers = await pail.page.evaluate(() => window.pail.transfers.list());
  expect(transfers).toEqual({ ok: true, value: [] });
});
