/**
 * Every user action, once: its label, its keys, where it shows and when it can run. The native menu, the toolbar, the
 * context menu and the shortcuts all read these objects; handlers are in renderer/app/command-handlers.ts, one for each id.
 */
import {
  allowed,
  always,
  type Command,
  type CommandContext,
  inExplorer,
  isTree,
  onFolder,
  onRows,
  selected,
} from './command.ts';
import { COPY_COMMANDS } from './copy-commands.ts';
import { text } from './text/index.ts';

export { type Command, type CommandContext, EMPTY_CONTEXT, keysOf, type MenuName } from './command.ts';

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
    // Enter renames there.
    macKeys: ['CmdOrCtrl+Down'],
    menu: ['file', 1],
    contextMenu: 0,
    unavailable: selected,
    offered: onRows,
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
    offered: (c) => isTree(c) && onRows(c),
  },
  uploadFiles: {
    label: labels.uploadFiles,
    keys: ['CmdOrCtrl+U'],
    menu: ['file', 2],
    contextMenu: 3,
    unavailable: allowed('write'),
    offered: onFolder,
  },
  uploadFolder: {
    label: labels.uploadFolder,
    keys: ['CmdOrCtrl+Shift+U'],
    menu: ['file', 2],
    contextMenu: 3,
    unavailable: allowed('write'),
    offered: onFolder,
  },
  download: {
    label: labels.download,
    keys: ['CmdOrCtrl+S'],
    menu: ['file', 2],
    contextMenu: 1,
    unavailable: (c) => allowed('read')(c) ?? selected(c),
    offered: onRows,
  },
  downloadZip: {
    label: labels.downloadZip,
    keys: ['CmdOrCtrl+Shift+S'],
    menu: ['file', 2],
    contextMenu: 1,
    unavailable: (c) => allowed('read')(c) ?? selected(c),
    offered: onRows,
  },
  newFolder: {
    label: labels.newFolder,
    keys: ['CmdOrCtrl+Shift+N'],
    menu: ['file', 3],
    contextMenu: 3,
    unavailable: allowed('write'),
    offered: onFolder,
  },
  calculateSize: {
    label: labels.calculateSize,
    keys: [],
    menu: ['file', 3],
    contextMenu: 1,
    unavailable: (c) => allowed('list')(c) ?? selected(c),
    offered: onRows,
  },
  ...COPY_COMMANDS,
  copyAddress: {
    label: labels.copyAddress,
    keys: ['CmdOrCtrl+Shift+C'],
    menu: ['edit', 0],
    contextMenu: 6,
    unavailable: (c) => inExplorer(c) ?? (c.selectedCount <= 1 ? null : text.commands.reasons.atMostOne),
  },
  properties: {
    label: labels.properties,
    keys: ['Alt+Enter'],
    macKeys: ['CmdOrCtrl+I'],
    menu: ['file', 3],
    contextMenu: 6,
    unavailable: (c) => selected(c) ?? (c.selectedCount === 1 ? null : text.commands.reasons.selectOne),
    offered: onRows,
  },
  unfinishedUploads: {
    label: labels.unfinishedUploads,
    keys: [],
    menu: ['file', 3],
    contextMenu: null,
    unavailable: allowed('write'),
  },
  delete: {
    label: labels.delete,
    keys: ['Delete', 'CmdOrCtrl+Backspace'],
    menu: ['file', 4],
    contextMenu: 2,
    unavailable: (c) => allowed('delete')(c) ?? selected(c),
    offered: onRows,
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
  clearFilter: {
    label: labels.clearFilter,
    // After the selection, which was made within what the filter leaves.
    keys: ['Escape'],
    menu: ['edit', 2],
    contextMenu: null,
    unavailable: (c) => inExplorer(c) ?? (c.filtered ? null : text.commands.reasons.notFiltered),
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
    offered: onFolder,
  },
  showBelow: {
    label: labels.showBelow,
    keys: ['CmdOrCtrl+B'],
    menu: ['view', 1],
    contextMenu: 5,
    unavailable: allowed('list'),
    checked: (c) => c.flat,
    offered: onFolder,
  },
  toggleTransfers: {
    label: labels.toggleTransfers,
    keys: ['CmdOrCtrl+J'],
    menu: ['view', 2],
    contextMenu: null,
    unavailable: always,
  },
  // One key for both: what is at work is paused first.
  pauseAll: {
    label: labels.pauseAll,
    keys: ['CmdOrCtrl+Shift+J'],
    menu: ['view', 2],
    contextMenu: null,
    unavailable: (c) => (c.canPauseTransfers ? null : text.commands.reasons.nothingRuns),
  },
  resumeAll: {
    label: labels.resumeAll,
    keys: ['CmdOrCtrl+Shift+J'],
    menu: ['view', 2],
    contextMenu: null,
    unavailable: (c) => (c.canResumeTransfers ? null : text.commands.reasons.nothingRests),
  },
  doFirst: {
    label: labels.doFirst,
    keys: ['CmdOrCtrl+Shift+Up'],
    menu: ['view', 2],
    contextMenu: null,
    unavailable: (c) => (c.canDoFirst ? null : text.commands.reasons.noTransferChosen),
    checked: (c) => c.doesFirst,
  },
  openSettings: {
    label: labels.openSettings,
    keys: ['CmdOrCtrl+,'],
    menu: ['app', 0],
    contextMenu: null,
    unavailable: always,
  },
  showAccess: {
    label: labels.showAccess,
    keys: [],
    menu: ['account', 0],
    contextMenu: null,
    unavailable: (c) => (c.hasAccount ? null : text.commands.reasons.signedOut),
  },
  signOut: {
    label: labels.signOut,
    keys: [],
    menu: ['account', 1],
    contextMenu: null,
    unavailable: (c) => (c.hasAccount ? null : text.commands.reasons.signedOut),
  },
  aboutProfile: {
    label: labels.aboutProfile,
    keys: [],
    menu: ['account', 1],
    contextMenu: null,
    unavailable: (c) => (c.view === 'welcome' ? text.commands.reasons.noProfile : null),
  },
  removeProfile: {
    label: labels.removeProfile,
    keys: [],
    menu: ['account', 2],
    contextMenu: null,
    unavailable: (c) => {
      if (c.view === 'welcome') return text.commands.reasons.noProfile;
      return c.managed ? text.commands.reasons.managed : null;
    },
  },
} as const satisfies Record<string, Command>;

export type CommandId = keyof typeof COMMANDS;

export const COMMAND_IDS = Object.keys(COMMANDS) as CommandId[];

/** Why a command cannot run now, or `null` when it can. Behind an open sheet nothing can. */
export function whyUnavailable(id: CommandId, context: CommandContext): string | null {
  return context.modal ? text.commands.reasons.sheetOpen : COMMANDS[id].unavailable(context);
}
