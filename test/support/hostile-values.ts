/** Values that somebody sends who means harm, whatever is expected of them. */
import fc from 'fast-check';

/** Names that code which is careless with objects takes for something else. */
export const SHARP_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'valueOf',
  '',
  '\0',
  '../',
  'undefined',
];

function cyclic(): unknown {
  const one: { self?: unknown; list: unknown[] } = { list: [] };
  one.self = one;
  one.list.push(one);
  return one;
}

/** Any value that a message between processes can hold, and some that it cannot. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withSparseArray: true,
      withNullPrototype: true,
      maxDepth: 3,
    }),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom<() => unknown>(
        cyclic,
        () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
        () => JSON.parse('{"sortBy":"__proto__","descending":true,"filter":""}'),
        () => ({ ids: { first: 0, bits: new Uint8Array(0) }, allExcept: { first: 0, bits: new Uint8Array(0) } }),
        () => ({ ids: { first: 0xffff_fff8, bits: new Uint8Array(64).fill(255) } }),
        () => ({ ids: { first: 0, bits: new Uint8Array(200_000).fill(255) } }),
        () => ({ ids: { first: Number.NaN, bits: new DataView(new ArrayBuffer(8)) } }),
        () => new Uint8Array(1_000_000),
        () => Array.from({ length: 150_000 }, () => '/x'),
        () => 'x'.repeat(1_200_000),
        () => new Error('x'),
        () => /(a+)+$/,
        () => new Date(Number.NaN),
        () => new Map([['length', 1e9]]),
        () => ({ length: 1e9 }),
        () => Object.create({ all: 'overwrite', some: [] }),
      )
      .map((make) => make()),
  },
  { weight: 1, arbitrary: fc.constantFrom(...SHARP_NAMES) },
);

/** What no message can hold, and a caller in the same process could give. */
export const unsendable: fc.Arbitrary<unknown> = fc
  .constantFrom<() => unknown>(
    () => ({
      get sortBy() {
        throw new Error('got');
      },
      descending: false,
      filter: '',
    }),
    () =>
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('asked');
          },
        },
      ),
    () => () => undefined,
    () => Symbol('x'),
    () => Promise.reject(new Error('x')).catch(() => undefined),
  )
  .map((make) => make());

/** Texts that lead somewhere else, or nowhere, where they are taken for a name, a path or an address. */
export const hostileText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(
    ...[
      '',
      ' ',
      '..',
      '.',
      '../x',
      'a/b',
      '/',
      'a\0b',
      '\ud800',
      '\u202e',
      'x'.repeat(1024),
      'x'.repeat(5000),
      'CON',
      'new name',
      'new name',
    ],
    ...[
      'pail-dev://auth/callback?code=c&state=s',
      'javascript:alert(1)',
      'bucket-of-others',
      '${claim:sub}',
      '%2e%2e%2f',
    ],
  ),
);
