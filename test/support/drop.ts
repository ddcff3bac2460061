/** Files dropped on a page from outside the app. */
import type { Locator, Page } from 'playwright';

/**
 * Drops files and folders, by absolute paths, on the middle of an element or on a point in CSS pixels. Through Chromium
 * itself: the page gets trusted events and files that have a path, which events made in the page (also Playwright's
 * `locator.drop`) have not.
 */
export async function dropFiles(
  page: Page,
  target: Locator | { x: number; y: number },
  paths: readonly string[],
): Promise<void> {
  const { x, y } = 'boundingBox' in target ? await middleOf(target) : target;
  const session = await page.context().newCDPSession(page);
  const copy = 1;
  const data = { items: [], files: [...paths], dragOperationsMask: copy };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await session.detach();
}

async function middleOf(target: Locator): Promise<{ x: number; y: number }> {
  await target.scrollIntoViewIfNeeded();
  const box = await target.boundingBox();
  if (box === null) throw new Error(`Nothing to drop on: ${target} is not visible.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
