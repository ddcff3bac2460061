import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DEFAULT_SETTINGS } from '../../shared/model/settings.ts';
import { openSettings, type StoredSettings, shownSettings } from './settings.ts';

// Outside of Electron it tells where its program is, and where there is none it throws.
vi.mock('electron', () => ({ default: {} }));

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'pail-settings-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const file = () => path.join(directory, 'settings.json');
const pem = rootCertificates[0] ?? '';

const CHANGED: Partial<StoredSettings> = {
  theme: 'dark',
  uploadLimit: 1_500_000,
  schedule: { from: '22:00', to: '06:00', uploadLimit: null, downloadLimit: 2_000_000 },
  requestsAtOnce: 8,
  onConflict: 'keep-both',
  downloadFolder: '/home/ana/Downloads',
  emptyFolders: false,
  proxy: { mode: 'manual', address: 'http://proxy.example:3128' },
  certificateAuthorities: { file: 'acme.pem', count: 1, pem },
};

test('starts with the defaults and writes nothing', () => {
  const settings = openSettings(directory);
  expect(shownSettings(settings.read())).toEqual(DEFAULT_SETTINGS);
  expect(readdirSync(directory)).toEqual([]);
});

test('what was set is there at the next start, in a file for its owner only', () => {
  openSettings(directory).update(CHANGED);
  const next = openSettings(directory);
  expect(next.read()).toMatchObject(CHANGED);
  expect(next.setAside).toBeNull();
  expect(statSync(file()).mode & 0o777).toBe(0o600);
});

test('the window sees which certificates there are and how many, not the certificates', () => {
  const settings = openSettings(directory);
  settings.update(CHANGED);
  const shown = shownSettings(settings.read());
  expect(shown.certificateAuthorities).toEqual({ file: 'acme.pem', count: 1 });
  expect(Object.keys(shown).sort()).toEqual(Object.keys(DEFAULT_SETTINGS).sort());
});

test('the file of a version that knew the window only is read', () => {
  const windowBounds = { x: 1, y: 2, width: 800, height: 600 };
  writeFileSync(file(), JSON.stringify({ windowBounds }));
  const settings = openSettings(directory);
  expect(settings.setAside).toBeNull();
  expect(settings.read().windowBounds).toEqual(windowBounds);
});

test.each([
  ['no JSON', '{'],
  ['an unknown field', '{"colour":"red"}'],
  ['an unknown theme', '{"theme":"sepia"}'],
  ['a limit that would stop everything', '{"uploadLimit":0}'],
  ['no requests at once', '{"requestsAtOnce":0}'],
  ['a schedule without a length', '{"schedule":{"from":"08:00","to":"08:00","uploadLimit":null,"downloadLimit":null}}'],
  ['a relative folder', '{"downloadFolder":"Downloads"}'],
  ['a proxy with a password', '{"proxy":{"mode":"manual","address":"http://ana:word@proxy.example:1"}}'],
  ['certificates that are none', '{"certificateAuthorities":{"file":"a.pem","count":1,"pem":"hello"}}'],
])('a file with %s is set aside and the defaults hold', (_what, content) => {
  writeFileSync(file(), content);
  const settings = openSettings(directory, () => 7);
  expect(shownSettings(settings.read())).toEqual(DEFAULT_SETTINGS);
  expect(settings.setAside).toBe(`${file()}.7.unreadable`);
  expect(readFileSync(`${file()}.7.unreadable`, 'utf8')).toBe(content);
});

test('what cannot be saved does not hold', () => {
  const settings = openSettings(directory);
  settings.update({ theme: 'dark' });
  // In place of the folder stands a file: nobody can write below it, the administrator neither.
  rmSync(directory, { recursive: true });
  writeFileSync(directory, '');
  expect(() => settings.update({ theme: 'light' })).toThrow(/could not be saved/);
  expect(settings.read().theme).toBe('dark');
});
