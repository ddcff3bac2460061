/** Values for the arguments of the contract: of the kind that is expected, right and nearly right. */
import fc from 'fast-check';
import { EMPTY_CONTEXT } from '../../src/shared/command.ts';
import { DEFAULT_ARRANGEMENT } from '../../src/shared/model/listing.ts';
import type { Kind } from './contract-methods.ts';
import { hostileText } from './hostile-values.ts';

/** What an argument is about, for those that are nearly right. */
export interface KnownThings {
  /** Ids of each kind that there are or were. */
  readonly ids: Readonly<Record<'place' | 'view' | 'transfer' | 'id', readonly string[]>>;
  /** Paths that a page could know. */
  readonly paths: readonly string[];
}

const packed = fc.record({
  first: fc.oneof(fc.constantFrom(0, 8, 0xff00_0000, 4, -8), fc.nat()),
  bits: fc.uint8Array({ maxLength: 4 }),
});

/** Values of each kind, where these things are known. */
export function kinds({ ids, paths }: KnownThings): Readonly<Record<Kind, fc.Arbitrary<unknown>>> {
  const any = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...Object.values(ids).flat()) },
    { weight: 1, arbitrary: hostileText },
  );
  const of = (kind: keyof typeof ids): fc.Arbitrary<string> =>
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ids[kind]) }, { weight: 1, arbitrary: any });
  const upload = fc.record({
    key: fc.oneof(hostileText, fc.constantFrom('a.txt', '../ben/secret.txt')),
    uploadId: hostileText,
  });
  return {
    place: of('place'),
    view: of('view'),
    transfer: of('transfer'),
    id: of('id'),
    folder: fc.oneof(
      fc.constantFrom(
        '',
        '',
        'docs/',
        'new/',
        '/',
        '../',
        '../ben/',
        'docs/../../ben/',
        './',
        '//',
        'a\0/',
        '%2e%2e/',
        'docs',
      ),
      hostileText.map((text) => `${text}/`),
    ),
    position: fc.oneof(
      fc.constantFrom(0, 1, -1, 199, 1e8, 1e9, 1.5, Number.NaN, Number.POSITIVE_INFINITY, -0),
      fc.nat(10),
    ),
    count: fc.constantFrom(0, 1, 50, 200, 201, -1, 1e9),
    arrangement: fc.oneof(
      fc.constant(DEFAULT_ARRANGEMENT),
      fc.record({
        sortBy: fc.constantFrom('name', 'size', 'modified', 'kind', '__proto__', 'x'),
        descending: fc.boolean(),
        filter: hostileText,
      }),
    ),
    scope: fc.constantFrom('folder', 'tree', 'bucket', '__proto__'),
    selection: fc.oneof(
      packed.map((all) => ({ ids: all })),
      packed.map((all) => ({ allExcept: all })),
      fc.constant({ allExcept: { first: 0, bits: new Uint8Array(0) } }),
      any.map((pinned) => ({ pinned })),
    ),
    text: fc.oneof(hostileText, fc.constant(null)),
    yes: fc.boolean(),
    paths: fc.array(
      fc.oneof(
        fc.constantFrom(...paths),
        hostileText,
        hostileText.map((text) => `/${text}`),
      ),
      { maxLength: 3 },
    ),
    own: fc.constantFrom('usual', 'copy', 'move', 'link'),
    what: fc.constantFrom('files', 'folders', 'disks'),
    copying: fc.constantFrom('copy', 'move', 'steal'),
    upload,
    uploads: fc.array(upload, { maxLength: 3 }),
    answer: fc.record({
      all: fc.constantFrom('skip', 'overwrite', 'keep-both', 'newer', 'different', 'ask', '__proto__'),
      some: fc.array(fc.tuple(fc.nat(5), fc.constantFrom('skip', 'overwrite', 'x')), { maxLength: 3 }),
    }),
    context: fc.constant({
      ...EMPTY_CONTEXT,
      view: 'explorer',
      hasAccount: true,
      actions: ['list'],
    }),
    secret: fc.constantFrom(
      'clientSecret',
      'secretAccessKey:shared',
      'secretAccessKey:__proto__',
      '__proto__',
      'encryptionKey',
    ),
    settings: fc.oneof(
      fc.record(
        {
          theme: fc.constantFrom('dark', 'light', 'system', 'x'),
          uploadLimit: fc.constantFrom(null, 0, 1024, 1e15),
          requestsAtOnce: fc.constantFrom(0, 1, 8, 1e9),
          onConflict: fc.constantFrom('ask', 'skip', 'x'),
          schedule: fc.constantFrom(
            null,
            { from: '22:00', to: '06:00', uploadLimit: null, downloadLimit: null },
            { from: '99:99' },
          ),
        },
        { requiredKeys: [] },
      ),
      // What the window may not set.
      fc.constantFrom(
        { downloadFolder: '/etc' },
        { certificateAuthorities: { file: 'x', count: 1, pem: 'x' } },
        { windowBounds: null },
      ),
    ),
  };
}
