/** Pictures of views, and what can be checked of them. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { expect, type RunningPail } from './fixtures.ts';

const FOLDER = path.join(import.meta.dirname, '../../artifacts/views');
const SIZES = [
  [1280, 800],
  [800, 600],
] as const;
const SCHEMES = ['light', 'dark'] as const;

/** Text that does not fit its box and is not cut on purpose (an ellipsis has its full name in a title). */
async function clippedTexts(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, h1, h2, p, label, th, [role=gridcell], [role=columnheader]')]
      .filter((element) => {
        const { overflowX, textOverflow } = getComputedStyle(element);
        const isCut =
          element.scrollWidth > element.clientWidth + 1 && overflowX !== 'visible' && textOverflow !== 'ellipsis';
        const box = element.getBoundingClientRect();
        const isOutside = box.width > 0 && (box.right > innerWidth + 1 || box.left < -1);
        return (isCut && element.clientWidth > 1) || isOutside;
      })
      .map((element) => element.textContent ?? ''),
  );
}

/**
 * What axe finds. The scheme changes colours and nothing else, and the width changes everything but them; judging colours takes
 * most of its time. It goes into a page once, and answers what is wrong only: telling what is right takes longer than finding out.
 */
async function violations(page: Page, isWide: boolean, isLight: boolean): Promise<string[]> {
  if (!isWide && !isLight) return [];
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const options: axe.RunOptions = {
    resultTypes: ['violations'],
    ...(isLight ? {} : { runOnly: ['color-contrast'] }),
    ...(isWide ? {} : { rules: { 'color-contrast': { enabled: false } } }),
  };
  return page.evaluate(async (asked) => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe };
    const { violations: found } = await inPage.run(document, asked);
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }, options);
}

/** Takes the pictures of a view and checks it in each. */
export async function show(pail: RunningPail, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true });
  const window = await pail.electronApp.browserWindow(pail.page);
  for (const [width, height] of SIZES) {
    await window.evaluate((browserWindow, size) => browserWindow.setContentSize(size[0], size[1]), [
      width,
      height,
    ] as const);
    await expect.poll(() => pail.page.evaluate(() => innerWidth)).toBe(width);
    for (const colorScheme of SCHEMES) {
      await pail.page.emulateMedia({ colorScheme });
      const file = path.join(FOLDER, `${name}-${colorScheme}-${width}.png`);
      await pail.page.screenshot({ path: file, animations: 'disabled' });
      const found = await violations(pail.page, width === SIZES[0][0], colorScheme === SCHEMES[0]);
      expect(found, `${name}, ${colorScheme}, ${width}`).toEqual([]);
      expect(await clippedTexts(pail.page), `${name}, ${width}: clipped`).toEqual([]);
    }
  }
  await window.evaluate((browserWindow) => browserWindow.setContentSize(1280, 800));
  await pail.page.emulateMedia({ colorScheme: 'light' });
}
