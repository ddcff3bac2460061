import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** What must stand in one place only, because that place is where it is checked. */
const SINGLE_DOORS: readonly [what: RegExp, where: readonly string[]][] = [
  [/window\.pail\b/, ['src/renderer/bridge.ts']],
  [/shell\.openExternal\(/, ['src/main/platform/external-links.ts']],
  [/\bipcMain\b/, ['src/main/ipc/register.ts']],
  [/\bipcRenderer\b/, ['src/preload/index.ts']],
  [/dangerouslySetInnerHTML|\.innerHTML\s*=/, []],
  // What the app keeps for itself; files of people go by `userFs`.
  [
    /^import (?!type ).*'node:fs(\/promises)?'/m,
    [
      'src/main/engine/transfers/journal/journal-folder.ts',
      'src/main/engine/transfers/journal/journal.ts',
      'src/main/platform/app-files.ts',
      'src/main/platform/atomic-file.ts',
      'src/main/platform/secret-store.ts',
      'src/main/profiles/profile-folder.ts',
      'src/main/settings/settings.ts',
      'src/main/user-fs.ts',
    ],
  ],
  [/\beval\(|new Function\(/, []],
];

const root = path.resolve(import.meta.dirname, '../..');

function sources(): string[] {
  return readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$|\/testing\//.test(file))
    .map((file) => `src/${file}`);
}

/** Source without comments: a rule may be talked about anywhere. */
function code(file: string): string {
  return readFileSync(path.join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '');
}

describe('single doors', () => {
  it.each(SINGLE_DOORS)('%s', (what, where) => {
    const found = sources().filter((file) => what.test(code(file)));
    expect(found.sort()).toEqual(where);
  });
});

/** One forbidden import for each boundary: the lint rule must refuse it, or the boundary is only a hope. */
const FORBIDDEN: readonly [file: string, source: string][] = [
  ['src/shared', "import 'node:fs';"],
  ['src/shared', "import '../main/platform/window.ts';"],
  ['src/preload', "import 'node:fs';"],
  ['src/renderer', "import '../shared/schemas.ts';"],
  ['src/renderer', "import 'electron';"],
  ['src/renderer/ui', "import '../bridge.ts';"],
  ['src/renderer/features/explorer', "import '../transfers/anything.ts';"],
  ['src/renderer/state', "import '../ui/anything.ts';"],
  ['src/main/platform', "import '../ipc/register.ts';"],
  ['src/main/mapping', "import type { Account } from '../identity/account.ts';\nexport type Planted = Account;"],
  ['src/main/mapping', "import 'openid-client';"],
  ['src/main/identity', "import '../credentials/broker.ts';"],
  ['src/main/ipc', "import '../engine/engine.ts';"],
  ['src/main/engine', "import '../platform/window.ts';"],
  ['src/main/engine', "import 'electron';"],
  ['src/main/engine', "import '@aws-sdk/client-s3';"],
  ['src/main/engine', "import '../engine-process/net-transport.ts';"],
  ['src/main/engine/s3', "import '../../engine-process/net-transport.ts';"],
  ['src/main/engine-process', "import '../platform/window.ts';"],
  ['src/main/engine-process', "import '@aws-sdk/client-s3';"],
  ['src/main/ipc', "import '../engine-process/net-transport.ts';"],
  ['src/main/rpc', "import 'electron';"],
  ['src/main/cli', "import 'electron';"],
  ['src/main/cli', "import '../platform/window.ts';"],
];

describe('import boundaries', () => {
  // A tree of its own with the project's configuration, so that nothing is ever planted in the sources.
  const tree = mkdtempSync(path.join(tmpdir(), 'pail-boundaries-'));
  let report = '';

  beforeAll(() => {
    const config = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8')) as Record<string, unknown>;
    delete config['$schema'];
    delete config['vcs'];
    writeFileSync(path.join(tree, 'biome.json'), JSON.stringify(config));
    FORBIDDEN.forEach(([folder, source], index) => {
      mkdirSync(path.join(tree, folder), { recursive: true });
      writeFileSync(path.join(tree, folder, `planted-${index}.ts`), `${source}\n`);
    });
    const options = ['lint', '--only=style/noRestrictedImports', '--reporter=json', '--max-diagnostics=none', '.'];
    report = spawnSync(path.join(root, 'node_modules/.bin/biome'), options, { cwd: tree, encoding: 'utf8' }).stdout;
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it.each(FORBIDDEN.map(([folder, source], index) => [folder, source, index] as const))(
    '%s: %s',
    (_folder, _source, index) => {
      expect(report).toContain(`planted-${index}.ts`);
    },
  );
});
