/** Electron accelerators: parsing them, matching key presses against them, and writing them for people. */

export interface KeyCombination {
  /** As `KeyboardEvent.key` gives it, letters in lower case. */
  readonly key: string;
  readonly ctrl: boolean;
  readonly meta: boolean;
  readonly alt: boolean;
  readonly shift: boolean;
}

/** What of a `KeyboardEvent` is looked at. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Esc: 'Escape',
  Return: 'Enter',
  Space: ' ',
  Plus: '+',
};

export function parseKeys(accelerator: string, isMac: boolean): KeyCombination {
  const parts = accelerator.split('+');
  const last = parts.pop() ?? '';
  const has = (name: string) => parts.includes(name);
  return {
    key: KEY_NAMES[last] ?? (last.length === 1 ? last.toLowerCase() : last),
    ctrl: has('Ctrl') || has('Control') || (has('CmdOrCtrl') && !isMac),
    meta: has('Cmd') || has('Command') || has('Meta') || (has('CmdOrCtrl') && isMac),
    alt: has('Alt') || has('Option'),
    shift: has('Shift'),
  };
}

export function matchesKeys(press: KeyPress, keys: KeyCombination): boolean {
  const pressed = press.key.length === 1 ? press.key.toLowerCase() : press.key;
  return (
    pressed === keys.key &&
    press.ctrlKey === keys.ctrl &&
    press.metaKey === keys.meta &&
    press.altKey === keys.alt &&
    press.shiftKey === keys.shift
  );
}

/** What the system's clipboard has them for, wherever text can be selected. */
const CLIPBOARD = new Set(['c', 'x', 'v']);

/** True for keys that mean something else in a text field or on a button, so that they count in the list only. */
export function isListOnly(keys: KeyCombination): boolean {
  if (CLIPBOARD.has(keys.key)) return true;
  return !keys.ctrl && !keys.meta && !keys.alt && !/^F\d+$/.test(keys.key);
}

const EDITING = new Set(['a', 'Backspace', 'Delete', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']);

/** True for combinations that edit text where there is text to edit. */
export function isEditing(keys: KeyCombination): boolean {
  return EDITING.has(keys.key);
}

const MAC_SIGNS: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Backspace: '⌫',
  Delete: '⌦',
  Enter: '↩',
  Escape: '⎋',
};

/** `Ctrl+Shift+N`, or `⇧⌘N` on a Mac. */
export function describeKeys(accelerator: string, isMac: boolean): string {
  const { key, ctrl, meta, alt, shift } = parseKeys(accelerator, isMac);
  const name = key.length === 1 ? key.toUpperCase() : key;
  if (isMac) {
    return `${ctrl ? '⌃' : ''}${alt ? '⌥' : ''}${shift ? '⇧' : ''}${meta ? '⌘' : ''}${MAC_SIGNS[key] ?? name}`;
  }
  const modifiers = [ctrl && 'Ctrl', alt && 'Alt', shift && 'Shift', meta && 'Meta'].filter(Boolean);
  return [...modifiers, name.replace(/^Arrow/, '')].join('+');
}
