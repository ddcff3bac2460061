/**
 * The packages of Linux: what is in them, what installing one tells the system, and the main job in the installed app, with
 * the fuses and the sandbox that people get.
 */
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { electronRuntime } from '../../scripts/electron-runtime.mjs';
import { UNSUPPORTED_SUFFIX } from '../../scripts/lib/packaging.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { type BareDesktop, withBareDesktop } from '../support/bare-desktop.ts';
import type { Display } from '../support/display.ts';
import { pageOf, signInOnPage } from '../support/hosted-page.ts';
import {
  appProcesses,
  INSTALLED_PROGRAM,
  install,
  installedVersion,
  makePackages,
  type Packages,
  startInstalled,
  uninstall,
  userData,
} from '../support/installed-pail.ts';
import { PailWindow } from '../support/pail-window.ts';
import { type Environment, giveToUnprivileged, runUnprivileged, spawnUnprivileged } from '../support/run-as.ts';
import { rclone } from '../support/store-reader.ts';
import { expect, makeTarget, test } from './fixtures.ts';

const repositoryRoot = path.resolve(import.meta.dirname, '../..');
const DESKTOP_ENTRY = 'io.github.pail.Pail.desktop';
const MIME_TYPE = 'application/vnd.pail.profile+json';
/** How a fuse that is on stands in the binary. */
const ON = '1'.charCodeAt(0);
const FUSES_OF_A_PACKAGE: Record<keyof typeof FuseV1Options, boolean> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

let output: string;
let packages: Packages;
/** What the package of this machine is: its Electron may be a stand-in. */
let expected: { version: string; build: string };

// One after the other: a machine has one Pail installed.
test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(240_000);
  const { standIn } = await electronRuntime({ quiet: true });
  const { version } = JSON.parse(await readFile(path.join(repositoryRoot, 'package.json'), 'utf8'));
  expected = standIn
    ? { version: `${version}${UNSUPPORTED_SUFFIX}`, build: 'unsupported-package' }
    : { version, build: 'package' };
  output = await mkdtemp(path.join(tmpdir(), 'pail-packages-'));
  await chmod(output, 0o755);
  packages = await makePackages(output);
});

test.afterAll(async () => {
  await uninstall();
  await rm(output, { recursive: true, force: true });
});

/** Nobody's session at a machine without a display, where commands must work as well. */
function headless(home: string): Environment {
  return { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: home, LANG: 'C.UTF-8' };
}

/** Runs `body` on a desktop with a keyring, as people have. */
function onDesktop(display: Display, body: (desktop: BareDesktop) => Promise<void>): Promise<void> {
  return withBareDesktop({ display, scheme: 'pail', keyring: true }, body);
}

test('the archive of the app holds its bundles and package.json, and nothing else', async () => {
  const archive = path.join(packages.folder, 'resources/app.asar');
  const files = listPackage(archive, { isPack: false });
  expect(files.filter((file) => !/^\/(package\.json$|out(\/|$))/.test(file))).toEqual([]);
  expect(files.filter((file) => /\.map$|\.test\.|\.tsx?$|node_modules|licenses/.test(file))).toEqual([]);
  const scripts = files.filter((file) => /\.c?js$/.test(file));
  for (const file of scripts) expect(extractFile(archive, file.slice(1)).includes('sourceMappingURL')).toBe(false);
  const manifest = JSON.parse(extractFile(archive, 'package.json').toString());
  expect(manifest).toMatchObject({ name: 'pail', main: 'out/main/index.js', version: expected.version });
  expect(manifest).not.toHaveProperty('devDependencies');
  for (const name of ['index.js', 'engine.js', 'disk-thread.js', 'digest-thread.js']) {
    expect(files).toContain(`/out/main/${name}`);
  }
});

test('what is not Electron’s own and no app needs is left out; the licences are there', async () => {
  const beside = await readdir(packages.folder);
  expect(beside).toEqual(expect.arrayContaining(['LICENSE.electron.txt', 'LICENSES.chromium.html', 'pail']));
  expect(beside).not.toContain('version');
  expect(beside).not.toContain('pail-cache.json');
  expect((await readdir(path.join(packages.folder, 'resources'))).sort()).toEqual([
    'app.asar',
    'apparmor-profile',
    'icon.png',
    'licenses',
  ]);
  const licence = (name: string): Promise<string> =>
    readFile(path.join(packages.folder, 'resources/licenses', name), 'utf8');
  expect(await licence('pail.txt')).toBe(await readFile(path.join(repositoryRoot, 'LICENSE'), 'utf8'));
  expect(await licence('main.md')).toMatch(/@aws-sdk\/client-s3 .*\n[\s\S]*Apache License/);
  expect(await licence('window.md')).toMatch(/react-aria-components[\s\S]*Apache License/);
});

test('every fuse is as it was decided', async () => {
  const wire = await getCurrentFuseWire(path.join(packages.folder, 'pail'));
  const isOn = (fuse: FuseV1Options): boolean => wire[fuse] === ON;
  const names = Object.keys(FUSES_OF_A_PACKAGE) as (keyof typeof FuseV1Options)[];
  expect(Object.fromEntries(names.map((name) => [name, isOn(FuseV1Options[name])]))).toEqual(FUSES_OF_A_PACKAGE);
  // None that @electron/fuses knows has been passed over.
  const known = Object.values(FuseV1Options).filter((value) => typeof value === 'number');
  expect(names.map((name) => FuseV1Options[name]).sort()).toEqual(known.sort());
});

test('the archive unpacks anywhere, and its program lints a profile without a display', async () => {
  const folder = path.join(output, 'anywhere');
  await mkdir(folder);
  expect(await run('tar', ['-xzf', packages.tarball, '-C', folder])).toMatchObject({ code: 0 });
  const name = `pail-${expected.version}-linux-x64`;
  expect(await readdir(folder)).toEqual([name]);
  expect(path.basename(packages.tarball)).toBe(`${name}.tar.gz`);
  const home = await makeTarget(folder, 'home');
  await writeFile(path.join(home, 'empty.pail'), '{}');
  const program = path.join(folder, name, 'pail');
  const ended = await runUnprivileged(program, ['profile', 'lint', path.join(home, 'empty.pail')], {
    env: headless(home),
  });
  expect(ended.output).toContain('empty.pail: error');
  expect(ended.code).toBe(1);
});

test('no release is made of a stand-in', async () => {
  const { standIn } = await electronRuntime({ quiet: true });
  test.skip(!standIn, 'this machine has the official Electron');
  const folder = path.join(output, 'release');
  const args = ['scripts/package.mjs', '--release', '--built', '--output', folder];
  const { code, output: said } = await run(process.execPath, args, { cwd: repositoryRoot });
  expect(code).toBe(1);
  expect(said).toMatch(
    /No release is made\.\n--built packs whatever is in out\/.*\nElectron \S+ stands in for the official one/,
  );
  await expect(stat(folder)).rejects.toThrow('ENOENT');
});

test('installed, it has the links of its scheme, its files, a place in the menu and icons', async ({ display }) => {
  expect(path.basename(packages.deb)).toBe(`pail_${expected.version}_amd64.deb`);
  await install(packages.deb);
  // A tilde sorts before nothing: any release takes the place of what was made for trying.
  expect(await installedVersion()).toBe(expected.version.replaceAll('-', '~'));
  expect((await run('dpkg', ['--verify', 'pail'])).output).toBe('');
  const entry = `/usr/share/applications/${DESKTOP_ENTRY}`;
  expect(await run('desktop-file-validate', [entry])).toMatchObject({ code: 0, output: '' });
  const said = await readFile(entry, 'utf8');
  expect(said).toMatch(/^Exec=\/opt\/Pail\/pail %U$/m);
  expect(said).toMatch(/^Comment=Work in the S3 buckets/m);
  expect(said).toMatch(/^Keywords=S3;/m);
  expect(said).toMatch(/^Categories=Network;FileTransfer;$/m);
  for (const size of ['16x16', '32x32', '48x48', '256x256', '512x512']) {
    await stat(`/usr/share/icons/hicolor/${size}/apps/pail.png`);
  }
  await stat('/usr/share/icons/hicolor/scalable/apps/pail.svg');

  await onDesktop(display, async ({ home, env }) => {
    const ask = async (...args: string[]): Promise<string> =>
      (await runUnprivileged('xdg-mime', ['query', ...args], { env })).output.trim();
    expect(await ask('default', 'x-scheme-handler/pail')).toBe(DESKTOP_ENTRY);
    const file = path.join(home, 'acme.pail');
    await writeFile(file, '{}');
    await giveToUnprivileged(file);
    expect(await ask('filetype', file)).toBe(MIME_TYPE);
    expect(await ask('default', MIME_TYPE)).toBe(DESKTOP_ENTRY);
  });
});

test('the main job in the installed app: a profile by double click, a sign-in by its own link, files by its threads', async ({
  display,
  world,
}) => {
  await onDesktop(display, async (desktop) => {
    await desktop.trustBrowserOrigin(world.pool.origin);
    const downloads = await makeTarget(desktop.home, 'downloads');
    await mkdir(userData(desktop));
    await writeFile(path.join(userData(desktop), 'settings.json'), JSON.stringify({ downloadFolder: downloads }));
    await giveToUnprivileged(userData(desktop));
    const profile = path.join(desktop.home, 'Acme demo.pail');
    await world.writeProfile(profile);
    await giveToUnprivileged(profile);

    const pail = await startInstalled(desktop);
    const view = new PailWindow(pail.page);
    // As file managers do it: with an address, to the program of the file's type.
    spawnUnprivileged('gio', ['open', profile], { env: desktop.env, stdio: 'ignore' });
    await view.signInButton.click();
    const page = await pageOf(await desktop.browser(), world.pool.origin);
    await signInOnPage(page, 'ana', 'demo');
    await view.list.waitFor();
    await expect(view.locations).toHaveText([/My files/, /team-a/, /Finance/, /Public/]);
    await view.openLocation('team-a');

    await view.row('Handbook.pdf').click();
    await view.downloadSelection();
    expect(await view.transferEnd('Download Handbook.pdf')).toMatch(/^Completed/);

    const large = path.join(desktop.home, 'large.bin');
    await writeFile(large, Buffer.alloc(20 * 1024 * 1024, 'pail'));
    await giveToUnprivileged(large);
    await view.drop([large]);
    expect(await view.transferEnd('Upload large.bin')).toMatch(/^Completed/);
    // It went in parts: that what comes back is the same is found out by the threads for digests.
    await view.row('large.bin').click();
    await view.downloadSelection();
    expect(await view.transferEnd('Download large.bin')).toMatch(/^Completed/);
    expect((await readdir(downloads)).sort()).toEqual(['Handbook.pdf', 'large.bin']);
    await rclone(world.rgw, ['check', '--one-way', '--download', downloads, 'store:teams/team-a']);
    expect((await readFile(path.join(downloads, 'large.bin'))).equals(await readFile(large))).toBe(true);

    const renderers = (await appProcesses(desktop)).filter(({ args }) => args.includes('--type=renderer'));
    expect(renderers).toHaveLength(1);
    for (const { status, args } of renderers) {
      expect(status['Seccomp']).toBe('2');
      expect(status['Uid']).not.toMatch(/^0\b/);
      expect(args.some((argument) => argument.includes('no-sandbox'))).toBe(false);
    }
    await pail.page.keyboard.press('ControlOrMeta+,');
    await view.sheet.getByRole('tab', { name: 'Diagnostics' }).click();
    await expect(view.sheet.getByText(expected.version, { exact: true })).toBeVisible();
    const warning = view.sheet.getByText(/^For tests only: /);
    await expect(warning).toHaveCount(expected.build === 'package' ? 0 : 1);
    const info = await pail.page.evaluate(() => window.pail.app.info());
    expect(info).toMatchObject({ ok: true, value: { ...expected, secretStorage: 'keyring' } });
    await pail.close();
  });
});

test('a double click starts it where it does not run, and fuses keep the ways in for Node shut', async ({
  display,
  profileFile,
}) => {
  await onDesktop(display, async (desktop) => {
    const pail = await startInstalled(desktop, [`file://${profileFile}`]);
    await expect(new PailWindow(pail.page).signInButton).toBeVisible();
    await pail.close();

    const trace = path.join(desktop.home, 'tmp/was-here');
    const script = path.join(desktop.home, 'tmp/intruder.cjs');
    await writeFile(script, `require('node:fs').writeFileSync(${JSON.stringify(trace)}, '')`);
    await giveToUnprivileged(script);
    const env = { ...headless(desktop.home), ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require ${script}` };
    const ended = await runUnprivileged(INSTALLED_PROGRAM, ['profile', '--help'], { env });
    expect(ended.output).toContain('Usage: pail profile COMMAND');
    await expect(stat(trace)).rejects.toThrow('ENOENT');
  });
});

test('removed, it leaves nothing behind', async ({ display }) => {
  await uninstall();
  for (const place of ['/opt/Pail', INSTALLED_PROGRAM, `/usr/share/applications/${DESKTOP_ENTRY}`]) {
    await expect(stat(place)).rejects.toThrow('ENOENT');
  }
  await onDesktop(display, async ({ env }) => {
    const { output: handler } = await runUnprivileged('xdg-mime', ['query', 'default', 'x-scheme-handler/pail'], {
      env,
    });
    expect(handler.trim()).toBe('');
  });
});
