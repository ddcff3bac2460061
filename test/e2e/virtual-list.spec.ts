/**
 * The list of a folder that is far too long to be looked at: a million rows of a real engine listing, on a screen of two
 * device pixels for each, as it is and zoomed; Chromium's elements are not tall enough for it there.
 */
import { writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { PailWindow } from '../support/pail-window.ts';
import { startSyntheticStore, syntheticProfile } from '../support/synthetic-store.ts';
import { expect, type RunningPail, signIn, test } from './fixtures.ts';

const MILLION = 1_000_000;
const PAGE = 1000;
/** Device pixels of the screen for each pixel of the page, while nothing is zoomed. */
const SCALE = 2;
const LISTING_LIMIT_MS = 240_000;

test.describe.configure({ timeout: 360_000 });

interface Row {
  readonly index: number;
  readonly ariaIndex: number;
  readonly text: string;
  readonly isPending: boolean;
}

interface Look {
  readonly rows: readonly Row[];
  readonly rowCount: number;
  /** Empty space between two rows, or between a row and an edge of the list, in pixels. */
  readonly widestGap: number;
}

/** The rows that can be seen now, in the order of the document. */
function look(page: Page): Promise<Look> {
  return page.evaluate(() => {
    const grid = document.querySelector<HTMLElement>('[role=grid]');
    const head = grid?.querySelector('[role=rowgroup]')?.getBoundingClientRect();
    if (!grid || !head) throw new Error('There is no list.');
    const end = grid.getBoundingClientRect().top + grid.clientHeight;
    const seen = [...grid.querySelectorAll<HTMLElement>('[data-row-index]')]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > head.bottom + 1 && box.top < end - 1);
    let edge = head.bottom;
    let widestGap = 0;
    for (const { box } of seen) {
      widestGap = Math.max(widestGap, Math.abs(Math.min(0, edge - box.top)));
      edge = box.bottom;
    }
    return {
      rowCount: Number(grid.getAttribute('aria-rowcount')),
      widestGap: Math.max(widestGap, end - edge),
      rows: seen.map(({ element }) => ({
        index: Number(element.dataset['rowIndex']),
        ariaIndex: Number(element.getAttribute('aria-rowindex')),
        text: element.textContent ?? '',
        isPending: element.querySelector('[aria-busy]') !== null,
      })),
    };
  });
}

/** Waits until nothing moves any more: no row is awaited, and no space is blank. */
async function expectAtRest(page: Page, count: number): Promise<Look> {
  await expect
    .poll(async () => {
      const { rows, widestGap } = await look(page);
      return rows.length > 0 && widestGap <= 1 && rows.every((row) => !row.isPending);
    })
    .toBe(true);
  const seen = await look(page);
  expect(seen.rowCount).toBe(count + 1);
  expect(seen.rows.map((row) => row.ariaIndex)).toEqual(seen.rows.map((row) => row.index + 2));
  expect(seen.rows.map((row) => row.index)).toEqual(seen.rows.map((_, step) => (seen.rows[0]?.index ?? 0) + step));
  return seen;
}

/** The names that the engine has at the positions that are shown, asked for as any window of it could. */
async function expectNamesOfEngine(page: Page, viewId: string, { rows }: Look): Promise<void> {
  const names = await page.evaluate(
    async ({ id, start, count }) => {
      const answer = await window.pail.listings.rows(id, start, count);
      return answer.ok ? answer.value.names : [];
    },
    { id: viewId, start: rows[0]?.index ?? 0, count: rows.length },
  );
  expect(rows.map((row, step) => row.text.startsWith(names[step] ?? '?'))).toEqual(rows.map(() => true));
}

async function openBig(pail: RunningPail): Promise<string> {
  // The id of a view is told with every change of it.
  await pail.page.evaluate(() => {
    window.pail.on('listing.changed', ({ viewId, folder }) => {
      if (folder === 'many/') document.documentElement.dataset['viewOfMany'] = viewId;
    });
  });
  await pail.window.openFolder('many');
  await expect(status(pail.window)).toContainText(/1,000,000 items, /, { timeout: LISTING_LIMIT_MS });
  await expect(status(pail.window)).not.toContainText('so far', { timeout: LISTING_LIMIT_MS });
  return pail.page.evaluate(() => document.documentElement.dataset['viewOfMany'] ?? '');
}

function status(window: PailWindow) {
  return window.page.getByRole('region', { name: 'Status' });
}

async function zoom({ page, electronApp }: RunningPail, factor: number): Promise<void> {
  const browserWindow = await electronApp.browserWindow(page);
  await browserWindow.evaluate((one, asked) => one.webContents.setZoomFactor(asked), factor);
  await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBe(SCALE * factor);
}

test('a million rows, with two device pixels for each and with one and a half', async ({
  startPail,
  desktop,
  world,
  profileFile,
}) => {
  const store = await startSyntheticStore({ count: MILLION });
  try {
    await writeFile(profileFile, JSON.stringify(syntheticProfile(world.profile, store)));
    const pail = await startPail({ args: [`--force-device-scale-factor=${SCALE}`, profileFile] });
    const { page, window } = pail;
    await signIn(pail, desktop, 'ana');
    await window.row('many').waitFor();
    const viewId = await openBig(pail);
    expect(await page.evaluate(() => devicePixelRatio)).toBe(SCALE);
    await checkEveryWay(pail, viewId);

    await zoom(pail, 1 / SCALE);
    // Not scaled now: what is on screen stays when the list is scaled anew.
    await window.list.evaluate((grid) => grid.scrollTo(0, 14_000_000));
    const before = await expectAtRest(page, MILLION);
    expect(await window.list.evaluate((grid) => grid.scrollHeight)).toBeGreaterThan(MILLION * 24);
    await zoom(pail, 1.5 / SCALE);
    const after = await expectAtRest(page, MILLION);
    expect(after.rows[0]?.index).toBe(before.rows[0]?.index);
    await checkEveryWay(pail, viewId);
    // Every page of the folder once, and one of the folder around it; nothing for a row.
    const pages = store.requests.filter((request) => request.includes('prefix=many'));
    expect(pages.length).toBe(MILLION / PAGE);
    expect(store.requests.length - pages.length).toBeLessThanOrEqual(2);
  } finally {
    await store.stop();
  }
});

/** Keys, wheel and scroll bar: to both ends and anywhere between. */
async function checkEveryWay({ page, window }: RunningPail, viewId: string): Promise<void> {
  const { list } = window;
  await list.focus();
  await list.press('End');
  const end = await expectAtRest(page, MILLION);
  expect(end.rows.at(-1)?.index).toBe(MILLION - 1);
  await expectNamesOfEngine(page, viewId, end);
  expect(await activeRow(page)).toBe(MILLION - 1);
  await list.press('PageUp');
  await list.press('PageUp');
  expect((await expectAtRest(page, MILLION)).rows.at(-1)?.index).toBeLessThan(MILLION - 1);
  await list.press('Home');
  const home = await expectAtRest(page, MILLION);
  expect(home.rows[0]?.index).toBe(0);
  await expectNamesOfEngine(page, viewId, home);

  await list.evaluate((grid) => grid.scrollTo(0, grid.scrollHeight));
  expect((await expectAtRest(page, MILLION)).rows.at(-1)?.index).toBe(MILLION - 1);
  for (const part of [0.1, 0.5, 0.123, 0.987]) {
    await list.evaluate((grid, fraction) => grid.scrollTo(0, grid.scrollHeight * fraction), part);
    const seen = await expectAtRest(page, MILLION);
    expect((seen.rows[0]?.index ?? 0) / MILLION).toBeCloseTo(part, 2);
    await expectNamesOfEngine(page, viewId, seen);
  }
  // The keys go on from the row with the focus, which is still the first, though it is far from the screen.
  expect(await activeRow(page)).toBe(-1);
  await list.press('ArrowDown');
  expect((await expectAtRest(page, MILLION)).rows[0]?.index).toBe(1);
  expect(await activeRow(page)).toBe(1);

  await list.evaluate((grid) => grid.scrollTo(0, grid.scrollHeight / 3));
  const still = await expectAtRest(page, MILLION);
  await list.hover();
  // A fling: faster than anything can be fetched.
  for (let step = 0; step < 30; step += 1) await page.mouse.wheel(0, 400);
  await expect.poll(async () => (await look(page)).rows[0]?.index).not.toBe(still.rows[0]?.index);
  await expectNamesOfEngine(page, viewId, await settledLook(page));
  for (let step = 0; step < 30; step += 1) await page.mouse.wheel(0, -400);
  const back = await settledLook(page);
  expect(Math.abs((back.rows[0]?.index ?? 0) - (still.rows[0]?.index ?? 0))).toBeLessThanOrEqual(1);

  // From near an end the wheel reaches it.
  await list.press('End');
  for (let step = 0; step < 10; step += 1) await page.mouse.wheel(0, -900);
  expect((await settledLook(page)).rows.at(-1)?.index).toBeLessThan(MILLION - 100);
  for (let step = 0; step < 14; step += 1) await page.mouse.wheel(0, 900);
  await expect.poll(async () => (await look(page)).rows.at(-1)?.index).toBe(MILLION - 1);
  await expectAtRest(page, MILLION);
}

/** What is seen once two looks in a row see the same. */
async function settledLook(page: Page): Promise<Look> {
  let last = '';
  await expect
    .poll(async () => {
      const before = last;
      last = JSON.stringify(await look(page));
      return last === before;
    })
    .toBe(true);
  return expectAtRest(page, MILLION);
}

/** The row that the list names as active, or -1. */
function activeRow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const grid = document.querySelector('[role=grid]');
    const active = document.getElementById(grid?.getAttribute('aria-activedescendant') ?? '');
    return document.activeElement === grid && active ? Number(active.dataset['rowIndex']) : -1;
  });
}

test('the first thousand of 50,000 are on screen before the second page is answered', async ({
  startPail,
  desktop,
  world,
  profileFile,
}) => {
  const store = await startSyntheticStore({ count: 50_000 });
  try {
    store.holdFrom(2);
    await writeFile(profileFile, JSON.stringify(syntheticProfile(world.profile, store)));
    const pail = await startPail({ args: [profileFile] });
    const { page, window } = pail;
    await signIn(pail, desktop, 'ana');
    await window.row('many').waitFor();
    await window.openFolder('many');
    // Whatever the second page brings, it is not here: the store holds it back.
    const seen = await expectAtRest(page, PAGE);
    expect(seen.rows[0]?.index).toBe(0);
    await expect(status(window)).toContainText('1,000 items so far');
    await window.list.focus();
    await window.list.press('End');
    expect((await expectAtRest(page, PAGE)).rows.at(-1)?.index).toBe(PAGE - 1);
    store.release();
    await expect(status(window)).toContainText('50,000 items, ', { timeout: LISTING_LIMIT_MS });
    // What had the focus keeps it, wherever its row is now; and a range over everything is one selection.
    await window.list.press('Home');
    await window.list.press('Shift+End');
    await expect(status(window)).toContainText('50,000 selected');
    await page.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
    await expect(status(window)).toContainText('50,000 selected');
    expect(store.requests.filter((request) => request.includes('prefix=many')).length).toBe(50);
  } finally {
    await store.stop();
  }
});
