/** What the methods of the contract take: a kind for each of their arguments. */
import type { PailApi } from '../../src/shared/api.ts';

/** What an argument is about. */
export type Kind =
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
export const ARGUMENTS: { readonly [F in keyof PailApi]: { readonly [M in keyof PailApi[F]]: readonly Kind[] } } = {
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
