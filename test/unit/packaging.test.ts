import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { releaseObstacles } from '../../scripts/lib/packaging.mjs';

const root = path.resolve(import.meta.dirname, '../..');
const resource = (name: string): Buffer => readFileSync(path.join(root, 'resources', name));

describe('what keeps a release from being made', () => {
  const official = { version: '45.4.1', standIn: false };
  const manifest = { homepage: 'https://pail.example/' };
  const declared = 'linux:\n  maintainer: The Pail authors <maintainer@pail.example>\n';
  const obstacles = (change: Partial<Parameters<typeof releaseObstacles>[0]>): string[] =>
    releaseObstacles({ runtime: official, manifest, declared, built: false, ...change });

  it('nothing, with the official Electron, a homepage and a maintainer', () => {
    expect(obstacles({})).toEqual([]);
  });

  it('a stand-in', () => {
    const said = obstacles({ runtime: { version: '33.2.1', standIn: true } });
    expect(said).toEqual([expect.stringMatching(/^Electron 33\.2\.1 stands in .* security fixes\.$/)]);
  });

  it('what was built before, by whom and of what nobody knows', () => {
    expect(obstacles({ built: true })).toEqual([
      '--built packs whatever is in out/: a release is built anew. Leave --built out.',
    ]);
  });

  it('a homepage or a maintainer that nobody can have', () => {
    expect(obstacles({ manifest: {} })).toEqual(['package.json names no homepage.']);
    expect(obstacles({ manifest: { homepage: 'https://pail.invalid/' } })).toHaveLength(1);
    const nobodys = declared.replace('example', 'invalid');
    // However it is written.
    for (const written of [nobodys, nobodys.replace(/: (.*)/, ': "$1" # for now'), 'linux:\n  target: [deb]\n']) {
      expect(obstacles({ declared: written })).toEqual(['electron-builder.yml names no maintainer.']);
    }
  });

  it('whatever of this repository is nobody’s yet', () => {
    const own = (name: string): string => readFileSync(path.join(root, name), 'utf8');
    const declaredHere = own('electron-builder.yml');
    const said = obstacles({ manifest: JSON.parse(own('package.json')), declared: declaredHere });
    const nobodys = [own('package.json'), declaredHere].filter((text) => text.includes('pail.invalid'));
    expect(said).toHaveLength(nobodys.length);
  });
});

describe('the icons', () => {
  it('of Linux have the sizes that their names say', () => {
    const names = readdirSync(path.join(root, 'resources/icons'));
    expect(names).toEqual(expect.arrayContaining(['16x16.png', '48x48.png', '512x512.png']));
    for (const name of names) {
      const png = resource(`icons/${name}`);
      expect(png.subarray(1, 4).toString(), name).toBe('PNG');
      expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}.png`).toBe(name);
    }
  });

  it('of Windows are whole, up to 256 px', () => {
    const ico = resource('icon.ico');
    const entries = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => ico.subarray(6 + index * 16));
    expect(entries.map((entry) => entry[0])).toEqual([16, 24, 32, 48, 64, 128, 0]);
    const ends = entries.map((entry) => entry.readUInt32LE(8) + entry.readUInt32LE(12));
    expect(ends.at(-1)).toBe(ico.length);
    // All but the last are bitmaps, as high as their colours and their mask.
    for (const entry of entries.slice(0, -1)) {
      const at = entry.readUInt32LE(12);
      expect([ico.readUInt32LE(at), ico.readInt32LE(at + 8)]).toEqual([40, (entry[0] ?? 0) * 2]);
    }
  });

  it('of macOS are whole, up to 1024 px', () => {
    const icns = resource('icon.icns');
    expect(icns.subarray(0, 4).toString()).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const edges: [type: string, edge: number][] = [];
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      edges.push([icns.subarray(at, at + 4).toString(), icns.readUInt32BE(at + 8 + 16)]);
    }
    expect(Object.fromEntries(edges)).toEqual({
      ic07: 128,
      ic08: 256,
      ic09: 512,
      ic10: 1024,
      ic11: 32,
      ic12: 64,
      ic13: 256,
      ic14: 512,
    });
  });
});
