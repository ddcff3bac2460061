/** Notices, where there are many of them. */
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from './fixtures.ts';

test('notices that are more than fit never stand over the toolbar, and the newest is whole', async ({
  pail,
  world,
  folder,
}) => {
  await pail.window.signInButton.waitFor();
  const window = await pail.electronApp.browserWindow(pail.page);
  await window.evaluate((browserWindow) => browserWindow.setContentSize(800, 600));
  await expect.poll(() => pail.page.evaluate(() => innerHeight)).toBe(600);
  const names = ['a', 'b', 'c', 'd'].map((letter) => `${letter}-${'long-name-'.repeat(9)}.pail`);
  for (const name of names) {
    const file = path.join(folder, name);
    await writeFile(file, JSON.stringify({ ...world.profile, [`unknown${name}`]: 1 }));
    await chmod(file, 0o644);
    await pail.secondInstance(file);
    await expect(pail.page.getByRole('alert').filter({ hasText: name })).toHaveCount(1);
  }
  const notices = pail.page.getByRole('region', { name: 'Notifications' });
  const [region, newest] = [await notices.boundingBox(), await notices.getByRole('alert').last().boundingBox()];
  expect(await notices.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight)).toBe(true);
  expect(region?.y).toBeGreaterThan(0);
  expect(newest?.y).toBeGreaterThanOrEqual(region?.y ?? 0);
  expect((newest?.y ?? 0) + (newest?.height ?? 0)).toBeLessThanOrEqual(600);
});
