/** The questions of copying, moving and renaming as pictures; see views.spec.ts. */
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { expect, signIn, test } from './fixtures.ts';
import { show } from './view-pictures.ts';

/** Many pictures a test, and each of them is judged. */
test.describe.configure({ timeout: 300_000 });

test('copying: cut rows, rename, where to', async ({ pail, desktop, world }) => {
  const { page, window } = pail;
  await signIn(pail, desktop, 'ana');
  await window.row('Documents').click();
  await window.list.press('F2');
  await window.sheet.getByRole('textbox', { name: 'New name' }).waitFor();
  await show(pail, 'sheet-rename');
  await page.keyboard.press('Escape');
  await window.row('Welcome.md').click();
  await window.list.press('ControlOrMeta+X');
  await window.row('Documents').click();
  await show(pail, 'explorer-cut');
  await window.row('Documents').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Copy to…' }).click();
  await window.sheet.getByRole('option', { name: 'Documents' }).waitFor();
  await show(pail, 'sheet-copy-to');
  await window.sheet.getByRole('button', { name: 'New folder…' }).press('Enter');
  await expect(window.sheet.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await page.keyboard.type('Copies');
  await show(pail, 'sheet-copy-to-new-folder');
  await page.keyboard.press('Enter');
  await window.sheet.getByText('Into Copies').waitFor();
  await window.sheet.getByText('There are no folders here.').waitFor();
  await window.sheet.getByRole('option', { name: 'Back to My files' }).click();
  await window.sheet.getByRole('option', { name: 'Copies' }).waitFor();
  await window.sheet.getByRole('option', { name: 'All places' }).click();
  await window.sheet.getByRole('option', { name: 'team-a' }).waitFor();
  await show(pail, 'sheet-copy-to-places');
  // Others look at what Ana has.
  const s3 = world.rgw.adminS3();
  await s3.send(new DeleteObjectCommand({ Bucket: 'homes', Key: `${world.prefixes.home.ana}Copies/` }));
  s3.destroy();
});
