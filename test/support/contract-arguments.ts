/** What a hostile page may send: arguments for every method of the contract, some as they should be, most of them not. */
import fc from 'fast-check';
import type { PailApi } from '../../src/shared/api.ts';
import { EMPTY_CONTEXT } from '../../src/shared/command.ts';
import { DEFAULT_ARRANGEMENT } from '../../src/shared/model/listing.ts';

/** What an argument is about, for those that are nearly right. */
export interface KnownThings {
  /** Ids of each kind that there are or were. */
  readonly ids: Readonly<Record<'place' | 'view' | 'transfer' | 'id', readonly string[]>>;
  /** Paths that a page could know. */
  readonly paths: readonly string[];
}

type Kind =
  | 'place'
  | 'view'
  | 'transfer'
  | 'id'
  | 'folder'
  | 'position'
  | 'count'
  | 'arrangement'
  | 'scope'
  | 'selection'
  | 'text'
  | 'yes'
  | 'paths'
  | 'own'
  | 'what'
  | 'copying'
  | 'upload'
  | 'uploads'
  | 'answer'
  | 'context'
  | 'secret'
  | 'settings';

/** The arguments of each method, in order. */
const ARGUMENTS: { readonly [F in keyof PailApi]: { readonly [M in keyof PailApi[F]]: readonly Kind[] } } = {
  app: { info: [], setCommandContext: ['context'], engine: [], startEngine: [] },
  profiles: {
    list: [],
    importFromDialog: [],
    importDropped: ['paths'],
    reviews: [],
    answerReview: ['id', 'yes', 'text'],
    rollBack: ['id'],
    checkForUpdate: ['id'],
    remove: ['id'],
    provideSecret: ['id', 'secret', 'text'],
  },
  accounts: {
    list: [],
    signIn: ['id'],
    cancelSignIn: ['id'],
    copySignInAddress: ['id'],
    pasteCallback: ['id', 'text'],
    setStaySignedIn: ['id', 'yes'],
    signOut: ['id', 'yes'],
  },
  access: { read: ['id'], copy: ['id', 'yes'] },
  buckets: { refresh: ['id'], create: ['id', 'text'], delete: ['id', 'id'] },
  listings: {
    open: ['place', 'folder', 'arrangement', 'scope'],
    rows: ['view', 'position', 'count'],
    arrange: ['view', 'arrangement'],
    range: ['view', 'position', 'position'],
    find: ['view', 'text', 'position'],
    summarize: ['view', 'selection'],
    measure: ['view', 'selection'],
    stopMeasure: ['view'],
    refresh: ['view'],
    stop: ['view'],
    close: ['view'],
  },
  objects: {
    createFolder: ['place', 'folder', 'text'],
    facts: ['view', 'selection'],
    rename: ['view', 'selection', 'text'],
  },
  transfers: {
    list: [],
    items: ['transfer', 'position', 'count'],
    conflicts: ['transfer', 'position', 'count'],
    answer: ['transfer', 'answer'],
    pause: ['transfer'],
    resume: ['transfer'],
    setFirst: ['transfer', 'yes'],
    pauseAll: [],
    resumeAll: [],
    uploadDropped: ['place', 'folder', 'paths', 'own'],
    uploadFromDialog: ['place', 'folder', 'what'],
    downloadToDialog: ['view', 'selection'],
    downloadZipToDialog: ['view', 'selection'],
    deleteSelection: ['view', 'selection'],
    copyTo: ['view', 'selection', 'place', 'folder', 'copying'],
    cancel: ['transfer'],
    replaceSkipped: ['transfer'],
    retryFailed: ['transfer'],
    reveal: ['transfer'],
    exportReceipts: ['transfer'],
    clearEnded: [],
  },
  dragOut: { prepare: ['view', 'selection'], begin: ['id'] },
  uploads: {
    unfinished: ['place'],
    abort: ['place', 'uploads'],
    goOn: ['place', 'upload'],
    adoptFromDialog: ['place', 'upload'],
  },
  settings: {
    get: [],
    update: ['settings'],
    chooseDownloadFolder: [],
    clearDownloadFolder: [],
    chooseCertificates: [],
    clearCertificates: [],
  },
  diagnostics: { read: [], copy: [], exportQuirks: ['place'] },
};

/** Names that code which is careless with objects takes for something else. */
const SHARP_NAMES = [
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
const hostile: fc.Arbitrary<unknown> = fc.oneof(
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

const hostileText = fc.oneof(
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
const packed = fc.record({
  first: fc.oneof(fc.constantFrom(0, 8, 0xff00_0000, 4, -8), fc.nat()),
  bits: fc.uint8Array({ maxLength: 4 }),
});

function kinds({ ids, paths }: KnownThings): Readonly<Record<Kind, fc.Arbitrary<unknown>>> {
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

/** One message as it arrives at the boundary. */
export interface Message {
  readonly feature: unknown;
  readonly method: unknown;
  readonly args: unknown;
}

/** Messages of a hostile page: two of three have the form that their method expects, or nearly. */
export function messages(known: KnownThings): fc.Arbitrary<Message> {
  const of = kinds(known);
  const near = Object.entries(ARGUMENTS).flatMap(([feature, methods]) =>
    Object.entries(methods as Record<string, readonly Kind[]>).map(([method, expected]) => {
      const fitting = fc.tuple(...expected.map((kind) => of[kind]));
      const args = fc.oneof(
        { weight: 6, arbitrary: fitting as fc.Arbitrary<unknown> },
        {
          weight: 2,
          arbitrary: fc.tuple(fitting, fc.nat(), hostile).map(([given, at, value]) => {
            const changed: unknown[] = [...given];
            changed[at % (changed.length + 1)] = value;
            return changed;
          }),
        },
        { weight: 1, arbitrary: hostile },
        { weight: 1, arbitrary: fc.array(hostile, { maxLength: 6 }) },
      );
      return args.map((given): Message => ({ feature, method, args: given }));
    }),
  );
  const name = fc.oneof(fc.constantFrom(...SHARP_NAMES, ...Object.keys(ARGUMENTS), 'list', 'call'), hostile);
  return fc.oneof(
    { weight: 30, arbitrary: fc.oneof(...near) },
    { weight: 1, arbitrary: fc.record({ feature: name, method: name, args: fc.oneof(fc.constant([]), hostile) }) },
  );
}
