/** A page that was taken over sends the real main what it likes, and Pail goes on working for the person. */
import { SEED } from '../support/tier.ts';
import { enginePid, expect, signIn, test } from './fixtures.ts';

const CALLS = 600;

test('a few hundred calls of a hostile page are refused or do nothing, and Pail goes on working', async ({
  pail,
  desktop,
}) => {
  await signIn(pail, desktop, 'ana');
  const engine = await enginePid(pail);
  // Whoever is asked says no.
  await pail.electronApp.evaluate(({ dialog, shell, clipboard }) => {
    dialog.showOpenDialog = async () => ({ canceled: true, filePaths: [] });
    dialog.showSaveDialog = async () => ({ canceled: true, filePath: '' });
    shell.openExternal = async (address) => {
      throw new Error(`nobody may open ${address}`);
    };
    clipboard.writeText = async () => undefined;
  });

  const seen = await pail.page.evaluate(fire, { calls: CALLS, seed: SEED });
  // By main: with a code. By the preload, which takes files only, and by the boundary itself, which takes what can be copied only.
  expect(seen.malformed).toEqual([]);
  expect(seen.answered + seen.rejected).toBe(CALLS);
  expect(seen.codes['invalid-argument']).toBeGreaterThan(100);
  expect(seen.codes).not.toHaveProperty('internal');
  expect(seen.polluted).toBe(false);

  expect(await enginePid(pail)).toBe(engine);
  expect(pail.logs()).not.toMatch(/unhandled|uncaught|TypeError|RangeError/i);
  await pail.window.openLocation('My files');
  await pail.window.openFolder('Documents');
  await expect(pail.page.getByRole('button', { name: 'Enclosing folder' })).toBeEnabled();
});

/** Runs in the page. */
async function fire({ calls, seed }: { calls: number; seed: number }) {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const pick = <T>(all: readonly T[]): T => all[random(all.length)] as T;
  const cyclic: { self?: unknown } = {};
  cyclic.self = cyclic;
  const accounts = await window.pail.accounts.list();
  const locations = accounts.ok ? accounts.value.flatMap((account) => account.locations.map(({ id }) => id)) : [];
  const opened = await window.pail.listings.open(
    locations[0] ?? '',
    '',
    { sortBy: 'name', descending: false, filter: '' },
    'folder',
  );
  const ids = [
    ...locations,
    ...(opened.ok ? [opened.value.viewId] : []),
    'no such thing',
    '__proto__',
    '../',
    '',
    'x'.repeat(300),
  ];
  const values: readonly (() => unknown)[] = [
    ...[() => null, () => undefined, () => -1, () => 1.5, () => Number.NaN, () => 1e12, () => true, () => 7n],
    ...[
      () => '../../etc/passwd',
      () => 'a\0b',
      () => '\ud800',
      () => 'x'.repeat(100_000),
      () => '',
      () => 'docs/',
      () => 'constructor',
    ],
    ...[
      () => cyclic,
      () => new Map([['a', 1]]),
      () => new Set([1]),
      () => new Date(Number.NaN),
      () => /(a+)+$/,
      () => new Uint8Array(300_000),
    ],
    ...[
      () => Array.from({ length: 110_000 }, () => '/x'),
      () => [],
      () => [[]],
      () => ({}),
      () => ({ length: 1e9 }),
      () => new Error('x'),
    ],
    ...[
      () => JSON.parse('{"__proto__":{"polluted":true}}'),
      () => ({ sortBy: '__proto__', descending: false, filter: '' }),
    ],
    ...[
      () => ({ ids: { first: 0, bits: [1] } }),
      () => ({ allExcept: { first: 4, bits: new Uint8Array(1) } }),
      () => ({ pinned: 'x' }),
    ],
    ...[
      () => document.body,
      () => () => 1,
      () => Symbol('x'),
      () => window,
      () => new File(['x'], 'x'),
      () => [new File(['x'], '../x')],
    ],
  ];
  const codes: Record<string, number> = {};
  const malformed: string[] = [];
  let [answered, rejected] = [0, 0];
  const api = window.pail as unknown as Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;
  const features = Object.keys(api).filter((name) => name !== 'on');
  for (let call = 0; call < calls; call += 1) {
    const feature = pick(features);
    const method = pick(Object.keys(api[feature] ?? {}));
    const args = Array.from({ length: random(6) }, () => (random(3) === 0 ? pick(ids) : pick(values)()));
    try {
      const result = (await api[feature]?.[method]?.(...args)) as {
        ok?: unknown;
        error?: { code?: unknown; message?: unknown };
      };
      answered += 1;
      if (typeof result?.ok !== 'boolean') malformed.push(`${feature}.${method}`);
      const code = result.ok === true ? 'ok' : String(result.error?.code);
      if (result.ok !== true && typeof result.error?.message !== 'string')
        malformed.push(`${feature}.${method}: ${code}`);
      codes[code] = (codes[code] ?? 0) + 1;
    } catch {
      rejected += 1;
    }
  }
  return { codes, malformed, answered, rejected, polluted: 'polluted' in {} };
}
