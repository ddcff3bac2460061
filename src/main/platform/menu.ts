import { app, Menu, type MenuItemConstructorOptions } from 'electron';
import {
  COMMAND_IDS,
  COMMANDS,
  type Command,
  type CommandContext,
  type CommandId,
  keysOf,
  type MenuName,
  whyUnavailable,
} from '../../shared/commands.ts';
import { text } from '../../shared/text/index.ts';

const MENU_ORDER: readonly Exclude<MenuName, 'app'>[] = ['file', 'edit', 'go', 'view', 'account'];

/**
 * One item for a command. Its keys are shown, not registered: the window handles them, where it knows whether a text
 * field has the focus (macOS registers them all the same, so keys that text fields need, such as Enter, are left out there).
 */
function commandItem(id: CommandId, context: CommandContext, run: (id: CommandId) => void): MenuItemConstructorOptions {
  const command: Command = COMMANDS[id];
  const keys = keysOf(command, process.platform === 'darwin');
  const key = keys.find((candidate) => process.platform !== 'darwin' || /CmdOrCtrl|Alt|^F\d/.test(candidate));
  return {
    id,
    label: command.label,
    enabled: whyUnavailable(id, context) === null,
    click: () => run(id),
    ...(command.checked && { type: 'checkbox', checked: command.checked(context) }),
    ...(key !== undefined && { accelerator: key, registerAccelerator: false }),
  };
}

function commandItems(
  menu: MenuName,
  context: CommandContext,
  run: (id: CommandId) => void,
): MenuItemConstructorOptions[] {
  const items: MenuItemConstructorOptions[] = [];
  let lastGroup: number | null = null;
  for (const id of COMMAND_IDS) {
    const place = (COMMANDS[id] as Command).menu;
    if (place?.[0] !== menu) continue;
    if (lastGroup !== null && lastGroup !== place[1]) items.push({ type: 'separator' });
    lastGroup = place[1];
    items.push(commandItem(id, context, run));
  }
  return items;
}

/** Not the role of that name: whoever chooses it may be asked first. */
const quitItem = (quit: () => void): MenuItemConstructorOptions => ({
  label: text.app.quit,
  accelerator: 'CmdOrCtrl+Q',
  click: quit,
});

/** The menu with the app's name, as every Mac app has it, and ours in it. */
function macAppMenu(ours: MenuItemConstructorOptions[], quit: () => void): MenuItemConstructorOptions {
  const submenu: MenuItemConstructorOptions[] = [
    { role: 'about', label: text.app.about },
    { type: 'separator' },
    ...ours,
    { type: 'separator' },
    { role: 'services' },
    { type: 'separator' },
    { role: 'hide' },
    { role: 'hideOthers' },
    { role: 'unhide' },
    { type: 'separator' },
    quitItem(quit),
  ];
  return { label: text.app.name, submenu };
}

/** The application menu for what the window shows now. */
export function applicationMenu(context: CommandContext, run: (id: CommandId) => void, quit: () => void): Menu {
  const isMac = process.platform === 'darwin';
  const ofApp = commandItems('app', context, run);
  const extra: Partial<Record<MenuName, MenuItemConstructorOptions[]>> = {
    file: isMac ? [] : [{ type: 'separator' }, ...ofApp, { type: 'separator' }, quitItem(quit)],
    view: [
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
      ...(app.isPackaged ? [] : [{ type: 'separator' } as const, { role: 'toggleDevTools' } as const]),
    ],
  };
  const edit: MenuItemConstructorOptions[] = [
    { role: 'undo' },
    { role: 'redo' },
    { type: 'separator' },
    { role: 'cut' },
    { role: 'copy' },
    { role: 'paste' },
    { type: 'separator' },
  ];
  const template: MenuItemConstructorOptions[] = MENU_ORDER.map((menu) => ({
    label: text.commands.menus[menu],
    submenu: [...(menu === 'edit' ? edit : []), ...commandItems(menu, context, run), ...(extra[menu] ?? [])],
  }));
  template.push({ role: 'help', label: text.commands.menus.help, submenu: [{ role: 'about', label: text.app.about }] });
  return Menu.buildFromTemplate(isMac ? [macAppMenu(ofApp, quit), ...template] : template);
}
