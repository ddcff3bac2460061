/** What a command is, and the conditions that several of them share. */
import type { Scope } from './model/listing.ts';
import type { Action } from './model/location.ts';
import { text } from './text/index.ts';

/** What the window shows and has selected, as far as commands care. Data only: it grants nothing. */
export interface CommandContext {
  /** `welcome` and `signIn` show no files. */
  readonly view: 'welcome' | 'signIn' | 'explorer';
  readonly hasAccount: boolean;
  /** The profile in view is the machine's: it cannot be removed. */
  readonly managed: boolean;
  readonly actions: readonly Action[];
  readonly selectedCount: number;
  readonly rowCount: number;
  /** What the view lists: `tree` in the flat view, and while everything below is searched. */
  readonly scope: Scope;
  /** The flat view is on. */
  readonly flat: boolean;
  /** Only rows that match something are shown. */
  readonly filtered: boolean;
  /** A listing is under way that can be stopped. */
  readonly canStop: boolean;
  readonly canGoBack: boolean;
  readonly canGoForward: boolean;
  readonly canGoUp: boolean;
  /** Something was copied or cut. */
  readonly canPaste: boolean;
  /** A transfer is at work. */
  readonly canPauseTransfers: boolean;
  /** A transfer is paused, or waits for something. */
  readonly canResumeTransfers: boolean;
  /** A transfer that has not ended is chosen: its row had the focus last. */
  readonly canDoFirst: boolean;
  /** That one goes before the others. */
  readonly doesFirst: boolean;
  /** A sheet is open: nothing behind it can be used. */
  readonly modal: boolean;
}

export const EMPTY_CONTEXT: CommandContext = {
  view: 'welcome',
  hasAccount: false,
  managed: false,
  actions: [],
  selectedCount: 0,
  rowCount: 0,
  scope: 'folder',
  flat: false,
  filtered: false,
  canStop: false,
  canGoBack: false,
  canGoForward: false,
  canGoUp: false,
  canPaste: false,
  canPauseTransfers: false,
  canResumeTransfers: false,
  canDoFirst: false,
  doesFirst: false,
  modal: false,
};

/** `app`: on a Mac the menu with the app's name, elsewhere the end of `file`. */
export type MenuName = 'app' | 'file' | 'edit' | 'go' | 'view' | 'account';

export interface Command {
  readonly label: string;
  /** Electron accelerators; the first is shown. A key without `CmdOrCtrl`, `Alt` or F-number works in the list only. */
  readonly keys: readonly string[];
  /** In place of `keys` on a Mac, where that has its own customs. */
  readonly macKeys?: readonly string[];
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

export const always = (): string | null => null;
export const inExplorer = (c: CommandContext): string | null =>
  c.view === 'explorer' ? null : text.commands.reasons.noLocation;
export const allowed =
  (action: Action) =>
  (c: CommandContext): string | null =>
    inExplorer(c) ?? (c.actions.includes(action) ? null : text.commands.reasons.notAllowed[action]);
export const selected = (c: CommandContext): string | null =>
  inExplorer(c) ?? (c.selectedCount > 0 ? null : text.commands.reasons.nothingSelected);
/** For menus: what is about rows is offered where there are some, what is about the folder where there are none. */
export const onRows = (c: CommandContext): boolean => c.selectedCount > 0;
export const onFolder = (c: CommandContext): boolean => c.selectedCount === 0;
export const isTree = (c: CommandContext): boolean => c.scope === 'tree';

/** The first reason of several conditions. */
export const allOf =
  (...conditions: readonly ((c: CommandContext) => string | null)[]) =>
  (c: CommandContext): string | null =>
    conditions.map((condition) => condition(c)).find((reason) => reason !== null) ?? null;

/** The keys of a command on this system. */
export function keysOf({ keys, macKeys }: Command, isMac: boolean): readonly string[] {
  return isMac ? (macKeys ?? keys) : keys;
}
