/**
 * Every user action, once: its label, its keys, where it shows and when it can run. The native menu, the toolbar, the
 * context menu and the shortcuts all read these objects; handlers are in renderer/app/command-handlers.ts, one for each id.
 */
import type { Scope } from './model/listing.ts';
import type { Action } from './model/location.ts';
import { text } from './text/index.ts';

/** What the window shows and has selected, as far as commands care. Data only: it grants nothing. */
export interface CommandContext {
  /** `welcome` and `signIn` show no files. */
  readonly view: 'welcome' | 'signIn' | 'explorer';
  readonly hasAccount: boolean;
  readonly actions: readonly Action[];
  readonly selectedCount: number;
  readonly rowCount: number;
  /** What the view lists: `tree` in the flat view, and while everything below is searched. */
  readonly scope: Scope;
  /** The flat view is on. */
  readonly flat: boolean;
  /** A listing is under way that can be stopped. */
  readonly canStop: boolean;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  readonly canGoUp: boolean;
  /** A sheet is open: nothing behind it can be used. */
  readonly modal: boolean;
}

export const EMPTY_CONTEXT: CommandContext = {
  view: 'welcome',
  hasAccount: false,
  actions: [],
  selectedCount: 0,
  rowCount: 0,
  scope: 'folder',
  flat: false,
  canStop: false,
  canGoBack: false,
  canGoForward: false,
  canGoUp: false,
  modal: false,
};

export type MenuName = 'file' | 'edit' | 'go' | 'view' | 'account';

export interface Command {
  readonly label: string;
  /** Electron accelerators; the first is shown. A key without `CmdOrCtrl`, `Alt` or F-number works in the list only. */
  readonly keys: readonly string[];
  /** The native menu that holds it, and its group there: a line divides groups. */
  readonly menu: readonly [MenuName, number] | null;
  /** Its group in the context menu of the list. */
  readonly contextMenu: number | null;
  /** `null` when it can run, else the reason why not, for tooltips and screen readers. */
  readonly unavailable: (context: CommandContext) => string | null;
  /** For what is on or off: whether it is on. */
  readonly checked?: (context: CommandContext) => boolean;
  /** False where the context menu is better off without it. */
  readonly offered?: (context: CommandContext) => boolean;
}

const always = (): string | null => null;
const inExplorer = (c: CommandContext): string | null =>
  c.view === 'explorer' ? null : text.commands.reasons.noLocation;
const allowed =
  (action: Action) =>
  (c: CommandContext): string | null =>
    inExplorer(c) ?? (c.actions.includes(action) ? null : text.commands.reasons.notAllowed[action]);
const selected = (c: CommandContext): string | null =>
  inExplorer(c) ?? (c.selectedCount > 0 ? null : text.commands.reasons.nothingSelected);
const isTree = (c: CommandContext): boolean => c.scope === 'tree';
const labels = text.commands.labels;

export const COMMANDS = {
  importProfile: {
    label: labels.importProfile,
    keys: ['CmdOrCtrl+O'],
    menu: ['file', 0],
    contextMenu: null,
    unavailable: always,
  },
  open: {
    label: labels.open,
    keys: ['Enter', 'CmdOrCtrl+Down'],
    menu: ['file', 1],
    contextMenu: 0,
    unavailable: selected,
  },
  showInFolder: {
    label: labels.showInFolder,
    keys: ['CmdOrCtrl+Enter'],
    menu: ['go', 1],
    contextMenu: 0,
    unavailable: (c) =>
      selected(c) ??
      (isTree(c) ? null : text.commands.reasons.notBelow) ??
      (c.selectedCount === 1 ? null : text.commands.reasons.selectOne),
    offered: isTree,
  },
  uploadFiles: {
    label: labels.uploadFiles,
    keys: ['CmdOrCtrl+U'],
    menu: ['file', 2],
    contextMenu: 3,
    unavailable: allowed('write'),
  },
  uploadFolder: {
    label: labels.uploadFolder,
    keys: ['CmdOrCtrl+Shift+U'],
    menu: ['file', 2],
    contextMenu: 3,
    unavailable: allowed('write'),
  },
  download: {
    label: labels.download,
    keys: ['CmdOrCtrl+S'],
    menu: ['file', 2],
    contextMenu: 1,
    unavailable: (c) => allowed('read')(c) ?? selected(c),
  },
  newFolder: {
    label: labels.newFolder,
    keys: ['CmdOrCtrl+Shift+N'],
    menu: ['file', 3],
    contextMenu: 3,
    unavailable: allowed('write'),
  },
  calculateSize: {
    label: labels.calculateSize,
    keys: [],
    menu: ['file', 3],
    contextMenu: 1,
    unavailable: (c) => allowed('list')(c) ?? selected(c),
  },
  delete: {
    label: labels.delete,
    keys: ['Delete', 'CmdOrCtrl+Backspace'],
    menu: ['file', 4],
    contextMenu: 2,
    unavailable: (c) => allowed('delete')(c) ?? selected(c),
  },
  selectAll: {
    label: labels.selectAll,
    keys: ['CmdOrCtrl+A'],
    menu: ['edit', 1],
    contextMenu: null,
    unavailable: (c) => inExplorer(c) ?? (c.rowCount > 0 ? null : text.commands.reasons.nothingHere),
  },
  stop: {
    label: labels.stop,
    // Before what else the key means: the first one that can run is run.
    keys: ['Escape', 'CmdOrCtrl+.'],
    menu: ['view', 0],
    contextMenu: null,
    unavailable: (c) => inExplorer(c) ?? (c.canStop ? null : text.commands.reasons.notLoading),
  },
  clearSelection: {
    label: labels.clearSelection,
    keys: ['Escape'],
    menu: ['edit', 1],
    contextMenu: null,
    unavailable: selected,
  },
  filter: {
    label: labels.filter,
    keys: ['CmdOrCtrl+F'],
    menu: ['edit', 2],
    contextMenu: null,
    unavailable: inExplorer,
  },
  back: {
    label: labels.back,
    keys: ['Alt+Left', 'CmdOrCtrl+['],
    menu: ['go', 0],
    contextMenu: null,
    unavailable: (c) => inExplorer(c) ?? (c.canGoBack ? null : text.commands.reasons.noHistory),
  },
  forward: {
    label: labels.forward,
    keys: ['Alt+Right', 'CmdOrCtrl+]'],
    menu: ['go', 0],
    contextMenu: null,
    unavailable: (c) => inExplorer(c) ?? (c.canGoForward ? null : text.commands.reasons.noHistory),
  },
  up: {
    label: labels.up,
    keys: ['Alt+Up', 'CmdOrCtrl+Up', 'Backspace'],
    menu: ['go', 0],
    contextMenu: null,
    unavailable: (c) => inExplorer(c) ?? (c.canGoUp ? null : text.commands.reasons.atTop),
  },
  refresh: {
    label: labels.refresh,
    keys: ['CmdOrCtrl+R', 'F5'],
    menu: ['view', 0],
    contextMenu: 4,
    unavailable: inExplorer,
  },
  showBelow: {
    label: labels.showBelow,
    keys: ['CmdOrCtrl+B'],
    menu: ['view', 1],
    contextMenu: 5,
    unavailable: allowed('list'),
    checked: (c) => c.flat,
  },
  toggleTransfers: {
    label: labels.toggleTransfers,
    keys: ['CmdOrCtrl+J'],
    menu: ['view', 2],
    contextMenu: null,
    unavailable: always,
  },
  signOut: {
    label: labels.signOut,
    keys: [],
    menu: ['account', 0],
    contextMenu: null,
    unavailable: (c) => (c.hasAccount ? null : text.commands.reasons.signedOut),
  },
  removeProfile: {
    label: labels.removeProfile,
    keys: [],
    menu: ['account', 1],
    contextMenu: null,
    unavailable: (c) => (c.view === 'welcome' ? text.commands.reasons.noProfile : null),
  },
} as const satisfies Record<string, Command>;

export type CommandId = keyof typeof COMMANDS;

export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[];

/** Why a command cannot run now, or `null` when it can. Behind an open sheet nothing can. */
export function whyUnavailable(id: CommandId, context: CommandContext): string | null {
  return context.modal ? text.commands.reasons.sheetOpen : COMMANDS[id].unavailable(context);
}
