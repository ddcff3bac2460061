/** Frames while a list of a million rows scrolls, at two device pixel ratios; against a page of nothing but rows. */
import { createWriteStream } from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ElectronApplication, _electron as electron, type Locator, type Page } from 'playwright';
import { giveToUnprivileged } from '../../support/run-as.ts';
import { type BenchDesktop, benchDesktop, electronFlags } from '../app/desktop.ts';
import { type MillionApp, millionApp } from '../app/million-app.ts';
import { scrollFrames } from '../app/scroll.ts';
import type { Bench, Benchmark } from '../bench.ts';
import { syntheticEntries } from '../million/entries.ts';
import { runPairs } from '../pairs.ts';
import { meter } from '../process-usage.ts';
import { type Row, type Sample, toRow } from '../row.ts';
import { quantile } from '../statistics.ts';

/** Pixels a frame: a fast turn of the wheel. */
const STEP = 120;
const FRAMES = 360;
/** A page holds no more rows in reasonable time: a million take Chromium minutes, and at a ratio of 2 they are too tall. */
const PLAIN_ROWS = 100_000;
const PAGE_LIMIT_MS = 120_000;

export const scrolling: readonly Benchmark[] = [
  { names: ['scroll-1m'], measure: async (bench) => [await scroll(bench, 'scroll-1m', 1)] },
  { names: ['scroll-1m-dpr2'], measure: async (bench) => [await scroll(bench, 'scroll-1m-dpr2', 2)] },
];

async function scroll(bench: Bench, name: string, devicePixelRatio: number): Promise<Row> {
  const pail = await millionApp(bench, devicePixelRatio);
  const desktop = await benchDesktop(bench);
  const { rowHeight, size } = await geometry(pail);
  const file = path.join(desktop.home, `rows-${devicePixelRatio}.html`);
  await writeRows(file, rowHeight);
  const bare = await openPage(desktop, file, devicePixelRatio, size);
  try {
    const barePid = await rendererOf(bare.app, bare.page);
    const ours = (): Promise<Sample> => measure(pail.rendererPid, pail.window.list);
    const peer = (): Promise<Sample> => measure(barePid, bare.page.locator('#rows'));
    // Once for the compilers, on either side.
    await ours();
    await peer();
    const samples = await runPairs(bench.pairs, { ours, peer }, bench.report);
    const note = `95th percentile of ${FRAMES} frames, ${STEP} px each; CPU and memory of the renderer; peer: ${PLAIN_ROWS} rows`;
    return toRow({ name, peerName: 'static page of plain rows', ...samples, note });
  } finally {
    await bare.app.close();
  }
}

async function measure(pid: number, list: Locator): Promise<Sample> {
  const usage = await meter(pid);
  const times = await scrollFrames(list, { step: STEP, frames: FRAMES });
  return { wall: quantile(times, 0.95), ...(await usage()) };
}

/** The height of a row and the inner size of the window, in CSS pixels. */
async function geometry({ app, window }: MillionApp) {
  const box = await window.list.locator('[data-row-index]').first().boundingBox();
  if (!box) throw new Error('the list has no rows');
  const size = await app.page.evaluate(() => ({ width: innerWidth, height: innerHeight }));
  return { rowHeight: Math.round(box.height), size };
}

async function writeRows(file: string, rowHeight: number): Promise<void> {
  const { names, sizes, modified } = syntheticEntries(PLAIN_ROWS);
  const style =
    `body{margin:0;font:13px sans-serif}#rows{height:100vh;overflow:auto}` +
    `#rows>div{height:${rowHeight}px;line-height:${rowHeight}px;overflow:hidden;white-space:pre}`;
  function* html(): Generator<string> {
    yield `<!doctype html><meta charset="utf-8"><title>Rows</title><style>${style}</style><div id="rows">`;
    for (let index = 0; index < PLAIN_ROWS; index += 1) {
      yield `<div>${names[index]}    ${sizes[index]}    ${new Date(modified[index] ?? 0).toISOString()}</div>`;
    }
    yield '</div>';
  }
  await pipeline(Readable.from(html()), createWriteStream(file));
  await giveToUnprivileged(file);
}

/** Opens a page in the bare app, in a window of this inner size. */
async function openPage(
  desktop: BenchDesktop,
  file: string,
  devicePixelRatio: number,
  size: { readonly width: number; readonly height: number },
): Promise<{ app: ElectronApplication; page: Page }> {
  const flags = electronFlags(desktop, path.join(desktop.home, `data-bare-${devicePixelRatio}`)).map((flag) =>
    flag.startsWith('--force-device-scale-factor=') ? `--force-device-scale-factor=${devicePixelRatio}` : flag,
  );
  const app = await electron.launch({
    executablePath: desktop.launcher,
    args: [...flags, desktop.bareApp, file],
    cwd: desktop.home,
    env: { ...desktop.env },
    chromiumSandbox: true,
    timeout: PAGE_LIMIT_MS,
  });
  const page = await app.firstWindow({ timeout: PAGE_LIMIT_MS });
  await page.waitForLoadState('load', { timeout: PAGE_LIMIT_MS });
  const window = await app.browserWindow(page);
  await window.evaluate((one, { width, height }) => one.setContentSize(width, height), size);
  return { app, page };
}

async function rendererOf(app: ElectronApplication, page: Page): Promise<number> {
  const window = await app.browserWindow(page);
  return window.evaluate((one) => one.webContents.getOSProcessId());
}
