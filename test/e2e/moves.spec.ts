/** Renaming, copying and moving by keyboard only, in the real app on the real store. */
import { rclone, storedNames } from '../support/store-reader.ts';
import { expect, signIn, test } from './fixtures.ts';

test('a file and a folder are renamed, copied and moved without a mouse', async ({ pail, desktop, world }) => {
  const { page, window } = pail;
  // A folder of its own: the other tests of this world look for Ana's files where they were.
  const home = world.prefixes.home.ana;
  const place = `${home}To move/`;
  await rclone(world.rgw, ['copy', `store:homes/${home}Documents`, `store:homes/${place}Documents`]);
  await rclone(world.rgw, ['copyto', `store:homes/${home}Welcome.md`, `store:homes/${place}Welcome.md`]);
  const stored = () => storedNames(world.rgw, 'homes', place);
  const choose = async (name: string): Promise<void> => {
    await window.list.focus();
    // What is typed soon after other letters goes on with those: a person waits, and types again.
    await expect(async () => {
      await page.keyboard.type(name);
      await expect(window.row(name)).toHaveAttribute('aria-selected', 'true', { timeout: 1500 });
    }).toPass();
  };
  const rename = async (from: string, to: string): Promise<void> => {
    await choose(from);
    await page.keyboard.press('F2');
    await window.sheet.getByRole('textbox', { name: 'New name' }).waitFor();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type(to);
    await page.keyboard.press('Enter');
    await window.row(to).waitFor();
    await expect(window.row(from)).toHaveCount(0);
    await expect(window.row(to)).toHaveAttribute('aria-selected', 'true');
  };
  await signIn(pail, desktop, 'ana');
  await window.openFolder('To move');
  const content = await rclone(world.rgw, ['cat', `store:homes/${place}Welcome.md`]);
  const below = (await stored()).filter((name) => name.startsWith('Documents/')).length;
  expect(below).toBeGreaterThan(0);

  await rename('Welcome.md', 'Hello.md');
  await rename('Documents', 'Papers');
  expect(await rclone(world.rgw, ['cat', `store:homes/${place}Hello.md`])).toBe(content);
  expect((await stored()).filter((name) => name.startsWith('Papers/'))).toHaveLength(below);

  await choose('Hello.md');
  await page.keyboard.press('ControlOrMeta+C');
  await page.keyboard.press('ControlOrMeta+V');
  await window.row('Hello (2).md').waitFor();
  await choose('Hello (2).md');
  await page.keyboard.press('ControlOrMeta+X');
  await choose('Papers');
  await page.keyboard.press('Enter');
  await page.getByRole('grid', { name: 'Contents of Papers', exact: true }).waitFor();
  await page.keyboard.press('ControlOrMeta+V');
  await window.row('Hello (2).md').waitFor();
  await page.keyboard.press('Backspace');
  await expect(window.row('Hello (2).md')).toHaveCount(0);

  await choose('Hello.md');
  await page.keyboard.press('Shift+F10');
  await expect(page.getByRole('menuitem', { name: 'Open' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Download…' })).toBeFocused();
  await page.keyboard.type('move');
  await expect(page.getByRole('menuitem', { name: 'Move to…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await window.sheet.getByRole('listbox').waitFor();
  const papers = window.sheet.getByRole('option', { name: 'Papers' });
  await papers.waitFor();
  await papers.press('Enter');
  await window.sheet.getByText('Into Papers').waitFor();
  await page.keyboard.press('Tab');
  await expect(window.sheet.getByRole('button', { name: 'New folder…' })).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(window.sheet.getByRole('button', { name: 'Move here' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(window.row('Hello.md')).toHaveCount(0);
  await expect
    .poll(async () => (await stored()).filter((name) => name.startsWith('Papers/Hello')))
    .toEqual(['Papers/Hello (2).md', 'Papers/Hello.md']);
  expect(await rclone(world.rgw, ['cat', `store:homes/${place}Papers/Hello.md`])).toBe(content);
  expect(pail.pageErrors).toEqual([]);
});
