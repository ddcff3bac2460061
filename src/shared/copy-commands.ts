import { allOf, allowed, type Command, type CommandContext, onFolder, onRows, selected } from './command.ts';
import { text } from './text/index.ts';

const { labels, reasons } = text.commands;
const one = (c: CommandContext): string | null => (c.selectedCount === 1 ? null : reasons.selectOne);
const copied = (c: CommandContext): string | null => (c.canPaste ? null : reasons.nothingCopied);
const mayCopy = allOf(allowed('read'), selected);
const mayMove = allOf(allowed('read'), allowed('delete'), selected);

/** Copying, moving and renaming. Keys that mean text where there is text count in the list only. */
export const COPY_COMMANDS = {
  rename: {
    label: labels.rename,
    keys: ['F2'],
    macKeys: ['Enter'],
    menu: ['file', 3],
    contextMenu: 2,
    unavailable: allOf(mayMove, allowed('write'), one),
    offered: onRows,
  },
  copyTo: { label: labels.copyTo, keys: [], menu: ['file', 3], contextMenu: 2, unavailable: mayCopy, offered: onRows },
  moveTo: { label: labels.moveTo, keys: [], menu: ['file', 3], contextMenu: 2, unavailable: mayMove, offered: onRows },
  cut: {
    label: labels.cut,
    keys: ['CmdOrCtrl+X'],
    menu: ['edit', 0],
    contextMenu: 2,
    unavailable: mayMove,
    offered: onRows,
  },
  copy: {
    label: labels.copy,
    keys: ['CmdOrCtrl+C'],
    menu: ['edit', 0],
    contextMenu: 2,
    unavailable: mayCopy,
    offered: onRows,
  },
  paste: {
    label: labels.paste,
    keys: ['CmdOrCtrl+V'],
    menu: ['edit', 0],
    contextMenu: 3,
    unavailable: allOf(allowed('write'), copied),
    offered: onFolder,
  },
  duplicate: {
    label: labels.duplicate,
    keys: ['CmdOrCtrl+D'],
    menu: ['edit', 0],
    contextMenu: 2,
    unavailable: allOf(mayCopy, allowed('write')),
    offered: onRows,
  },
} as const satisfies Record<string, Command>;
