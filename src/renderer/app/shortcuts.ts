/** Key presses become commands. */
import { COMMAND_IDS, COMMANDS, type Command, type CommandId, keysOf } from '../../shared/commands.ts';
import { isEditing, isListOnly, type KeyCombination, type KeyPress, matchesKeys, parseKeys } from '../ui/keys.ts';

interface Shortcut {
  readonly id: CommandId;
  readonly keys: KeyCombination;
}

/** Where the focus is, as far as keys care. */
export type FocusScope = 'list' | 'text' | 'elsewhere';

export function shortcutsOf(isMac: boolean): readonly Shortcut[] {
  return COMMAND_IDS.flatMap((id) => {
    const command: Command = COMMANDS[id];
    return keysOf(command, isMac).map((accelerator) => ({ id, keys: parseKeys(accelerator, isMac) }));
  });
}

/**
 * The command of a key press, or `null` when the key means what it always means there. Of two with the same key it is the first
 * that can run.
 */
export function commandOf(
  press: KeyPress,
  scope: FocusScope,
  shortcuts: readonly Shortcut[],
  canRun: (id: CommandId) => boolean,
): CommandId | null {
  const matching = shortcuts.filter(({ keys }) => matchesKeys(press, keys));
  const found = matching.find(({ id }) => canRun(id)) ?? matching[0];
  if (!found) return null;
  if (scope !== 'list' && isListOnly(found.keys)) return null;
  if (scope === 'text' && isEditing(found.keys)) return null;
  return found.id;
}

export function scopeOf(target: EventTarget | null): FocusScope {
  if (!(target instanceof Element) || target === document.body) return 'list';
  if (target.matches('input, textarea, [contenteditable]')) return 'text';
  return target.matches('[role="grid"]') && target.closest('[data-command-scope="list"]') ? 'list' : 'elsewhere';
}

/** Dispatches key presses that nothing else has used. A command that cannot run still keeps its key. */
export function startShortcuts(
  run: (id: CommandId) => void,
  canRun: (id: CommandId) => boolean,
  isMac: boolean,
): () => void {
  const shortcuts = shortcutsOf(isMac);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing) return;
    const id = commandOf(event, scopeOf(event.target), shortcuts, canRun);
    if (id === null) return;
    // Also keeps the native menu from running it a second time.
    event.preventDefault();
    if (!event.repeat || id === 'back' || id === 'forward') run(id);
  };
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
