/**
 * A zod schema for the arguments of each method of the contract: what main accepts from the renderer. Tied to api.ts by
 * types: a method without a schema, or a schema of another shape, does not compile.
 */
import { z } from 'zod';
import type { MainArguments, PailApi } from './api.ts';
import type { ProfileSecretName } from './model/account.ts';
import { OWN_DROPS } from './model/drag-out.ts';
import { type IdSet, MAX_ID_BYTES } from './model/id-set.ts';
import { MAX_ROWS, SCOPES, SORT_COLUMNS } from './model/listing.ts';
import { ACTIONS } from './model/location.ts';
import {
  isSchedule,
  MAX_LIMIT_BYTES,
  MAX_REQUESTS_AT_ONCE,
  MIN_LIMIT_BYTES,
  proxyAddress,
  type Settings,
  type SettingsChange,
  THEMES,
} from './model/settings.ts';
import { CONFLICT_ANSWERS, CONFLICT_CHOICES, MAX_CONFLICTS, MAX_ITEMS, MAX_SINGLE_ANSWERS } from './model/transfer.ts';
import { MAX_UPLOADS } from './model/unfinished.ts';

/** Limits in characters; what a person can make is far below. */
const id = z.string().min(1).max(200);
const name = z.string().min(1).max(1024);
const position = z.int().min(0).max(100_000_000);
const dropped = z.array(z.string().max(32_768)).min(1).max(100_000).readonly();
const folder = z
  .string()
  .max(1024)
  .refine((value) => value === '' || value.endsWith('/'), { error: 'a folder is empty or ends with /' });
const ids: z.ZodType<IdSet> = z.strictObject({
  // So that with the most bits after it no id is beyond 32 bits.
  first: z.int().min(0).max(0xff00_0000).multipleOf(8),
  bits: z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length <= MAX_ID_BYTES, {
    error: `bytes are expected, at most ${MAX_ID_BYTES}`,
  }),
});
const selection = z.union([
  z.strictObject({ ids }),
  z.strictObject({ allExcept: ids }),
  z.strictObject({ pinned: id }),
]);
const arrangement = z.strictObject({
  sortBy: z.enum(SORT_COLUMNS),
  descending: z.boolean(),
  filter: z.string().max(200),
});
const commandContext = z.strictObject({
  view: z.enum(['welcome', 'signIn', 'explorer']),
  hasAccount: z.boolean(),
  managed: z.boolean(),
  actions: z.array(z.enum(ACTIONS)).max(ACTIONS.length).readonly(),
  selectedCount: position,
  rowCount: position,
  scope: z.enum(SCOPES),
  flat: z.boolean(),
  filtered: z.boolean(),
  canStop: z.boolean(),
  canGoBack: z.boolean(),
  canGoForward: z.boolean(),
  canGoUp: z.boolean(),
  canPaste: z.boolean(),
  canPauseTransfers: z.boolean(),
  canResumeTransfers: z.boolean(),
  canDoFirst: z.boolean(),
  doesFirst: z.boolean(),
  modal: z.boolean(),
});
const uploadName = z.strictObject({ key: z.string().max(1024), uploadId: z.string().min(1).max(1024) });
const conflictAnswer = z.enum(CONFLICT_ANSWERS);
const reviewAnswer = z.strictObject({
  all: conflictAnswer,
  some: z
    .array(z.tuple([position, conflictAnswer]).readonly())
    .max(MAX_SINGLE_ANSWERS)
    .readonly(),
});
const secretName = z.custom<ProfileSecretName>(
  (value) =>
    typeof value === 'string' &&
    /^(clientSecret|encryptionKey|(secretAccessKey|sessionToken):[\w-]{1,64})$/.test(value),
  { error: 'not the name of a secret' },
);

const limit = z.int().min(MIN_LIMIT_BYTES).max(MAX_LIMIT_BYTES).nullable();
/** A schema for each setting that the window may change; main keeps them in the same form. */
export const SETTING_SCHEMAS = {
  theme: z.enum(THEMES),
  uploadLimit: limit,
  downloadLimit: limit,
  schedule: z
    .strictObject({ from: z.string(), to: z.string(), uploadLimit: limit, downloadLimit: limit })
    .refine(isSchedule, { error: 'two times of day that differ, as HH:MM' })
    .nullable(),
  requestsAtOnce: z.int().min(1).max(MAX_REQUESTS_AT_ONCE),
  onConflict: z.enum(CONFLICT_CHOICES),
  emptyFolders: z.boolean(),
  proxy: z.discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('system') }),
    z.strictObject({ mode: z.literal('none') }),
    z.strictObject({
      mode: z.literal('manual'),
      address: z
        .string()
        .max(300)
        .refine((value) => proxyAddress(value) === value, { error: 'http[s]://host:port and nothing else' }),
    }),
  ]),
} satisfies { [S in keyof SettingsChange]-?: z.ZodType<Settings[S]> };
const settingsChange = z.strictObject({
  theme: SETTING_SCHEMAS.theme.exactOptional(),
  uploadLimit: limit.exactOptional(),
  downloadLimit: limit.exactOptional(),
  schedule: SETTING_SCHEMAS.schedule.exactOptional(),
  requestsAtOnce: SETTING_SCHEMAS.requestsAtOnce.exactOptional(),
  onConflict: SETTING_SCHEMAS.onConflict.exactOptional(),
  emptyFolders: SETTING_SCHEMAS.emptyFolders.exactOptional(),
  proxy: SETTING_SCHEMAS.proxy.exactOptional(),
});

type ArgumentSchemas = {
  [F in keyof PailApi]: { [M in keyof PailApi[F]]: z.ZodType<Readonly<MainArguments<PailApi[F][M]>>> };
};

export const SCHEMAS: ArgumentSchemas = {
  app: {
    info: z.tuple([]),
    setCommandContext: z.tuple([commandContext]),
    engine: z.tuple([]),
    startEngine: z.tuple([]),
  },
  profiles: {
    list: z.tuple([]),
    importFromDialog: z.tuple([]),
    importDropped: z.tuple([dropped]),
    reviews: z.tuple([]),
    answerReview: z.tuple([id, z.boolean(), z.string().max(4096).nullable()]),
    rollBack: z.tuple([id]),
    checkForUpdate: z.tuple([id]),
    remove: z.tuple([id]),
    provideSecret: z.tuple([id, secretName, z.string().min(1).max(16_384)]),
  },
  accounts: {
    list: z.tuple([]),
    signIn: z.tuple([id]),
    cancelSignIn: z.tuple([id]),
    copySignInAddress: z.tuple([id]),
    pasteCallback: z.tuple([id, z.string().max(1_000_000)]),
    setStaySignedIn: z.tuple([id, z.boolean()]),
    signOut: z.tuple([id, z.boolean()]),
  },
  access: { read: z.tuple([id]), copy: z.tuple([id, z.boolean()]) },
  buckets: {
    refresh: z.tuple([id]),
    create: z.tuple([id, z.string().min(1).max(255)]),
    delete: z.tuple([id, id]),
  },
  listings: {
    open: z.tuple([id, folder, arrangement, z.enum(SCOPES)]),
    rows: z.tuple([id, position, z.int().min(1).max(MAX_ROWS)]),
    arrange: z.tuple([id, arrangement]),
    range: z.tuple([id, position, position]),
    find: z.tuple([id, z.string().min(1).max(200), position]),
    summarize: z.tuple([id, selection]),
    measure: z.tuple([id, selection]),
    stopMeasure: z.tuple([id]),
    refresh: z.tuple([id]),
    stop: z.tuple([id]),
    close: z.tuple([id]),
  },
  objects: {
    createFolder: z.tuple([id, folder, name]),
    facts: z.tuple([id, selection]),
    rename: z.tuple([id, selection, name]),
  },
  transfers: {
    list: z.tuple([]),
    items: z.tuple([id, position, z.int().min(1).max(MAX_ITEMS)]),
    conflicts: z.tuple([id, position, z.int().min(1).max(MAX_CONFLICTS)]),
    answer: z.tuple([id, reviewAnswer]),
    pause: z.tuple([id]),
    resume: z.tuple([id]),
    setFirst: z.tuple([id, z.boolean()]),
    pauseAll: z.tuple([]),
    resumeAll: z.tuple([]),
    uploadDropped: z.tuple([id, folder, dropped, z.enum(OWN_DROPS)]),
    uploadFromDialog: z.tuple([id, folder, z.enum(['files', 'folders'])]),
    downloadToDialog: z.tuple([id, selection]),
    downloadZipToDialog: z.tuple([id, selection]),
    deleteSelection: z.tuple([id, selection]),
    copyTo: z.tuple([id, selection, id, folder, z.enum(['copy', 'move'])]),
    cancel: z.tuple([id]),
    replaceSkipped: z.tuple([id]),
    retryFailed: z.tuple([id]),
    reveal: z.tuple([id]),
    exportReceipts: z.tuple([id]),
    clearEnded: z.tuple([]),
  },
  dragOut: { prepare: z.tuple([id, selection]), begin: z.tuple([id]) },
  uploads: {
    unfinished: z.tuple([id]),
    abort: z.tuple([id, z.array(uploadName).min(1).max(MAX_UPLOADS).readonly()]),
    goOn: z.tuple([id, uploadName]),
    adoptFromDialog: z.tuple([id, uploadName]),
  },
  settings: {
    get: z.tuple([]),
    update: z.tuple([settingsChange]),
    chooseDownloadFolder: z.tuple([]),
    clearDownloadFolder: z.tuple([]),
    chooseCertificates: z.tuple([]),
    clearCertificates: z.tuple([]),
  },
  diagnostics: { read: z.tuple([]), copy: z.tuple([]), exportQuirks: z.tuple([id]) },
};
