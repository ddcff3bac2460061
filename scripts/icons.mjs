// `npm run icons`: the icons of the packages from resources/icon.svg, drawn by the system's Chromium. They are kept in the
// repository, since they change seldom and packages are made where no browser is.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { bootstrap } from './bootstrap.mjs';
import { isRoot, repositoryRoot } from './lib/cache.mjs';
import { icns, ico } from './lib/icon-files.mjs';

/** Edges in px. What hicolor, the icon theme of all desktops, has folders for. */
const LINUX = [16, 22, 24, 32, 48, 64, 96, 128, 256, 512];
const WINDOWS = [16, 24, 32, 48, 64, 128, 256];
const MACOS = [32, 64, 128, 256, 512, 1024];
/** Icons of macOS keep a margin: 824 of 1024. */
const MACOS_SCALE = 824 / 1024;

await bootstrap({ need: ['node', 'browser'] });
const resources = join(repositoryRoot, 'resources');
const svg = await readFile(join(resources, 'icon.svg'));
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  // It has no sandbox for root, and draws our own file.
  args: isRoot ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage();
  /** @type {(edge: number, scale?: number) => Promise<import('./lib/icon-files.mjs').Picture>} */
  const picture = async (edge, scale = 1) => {
    const drawn = await page.evaluate(draw, {
      source: `data:image/svg+xml;base64,${svg.toString('base64')}`,
      edge,
      scale,
    });
    return { edge, png: Buffer.from(drawn.png, 'base64'), rgba: Buffer.from(drawn.rgba, 'base64') };
  };
  const folder = join(resources, 'icons');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  for (const edge of LINUX) await writeFile(join(folder, `${edge}x${edge}.png`), (await picture(edge)).png);
  await writeFile(join(resources, 'icon.ico'), ico(await Promise.all(WINDOWS.map((edge) => picture(edge)))));
  const forMac = MACOS.map((edge) => picture(edge, MACOS_SCALE));
  await writeFile(join(resources, 'icon.icns'), icns(await Promise.all(forMac)));
} finally {
  await browser.close();
}

/**
 * Runs in the page.
 *
 * @param {{ source: string, edge: number, scale: number }} options
 */
async function draw({ source, edge, scale }) {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = edge;
  canvas.height = edge;
  const context = canvas.getContext('2d');
  const margin = (edge * (1 - scale)) / 2;
  context.drawImage(image, margin, margin, edge * scale, edge * scale);
  const { data } = context.getImageData(0, 0, edge, edge);
  let binary = '';
  for (let first = 0; first < data.length; first += 0x8000) {
    binary += String.fromCharCode(...data.subarray(first, first + 0x8000));
  }
  return { png: canvas.toDataURL('image/png').replace(/^.*,/, ''), rgba: btoa(binary) };
}
