import type { KeyPress } from '../keys.ts';

/** What a key press in a list asks for. */
export type ListIntent =
  | { readonly kind: 'move'; readonly to: number; readonly extend: boolean }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'type'; readonly character: string };

interface ListPosition {
  /** Row with the focus, or -1. */
  readonly focus: number;
  readonly count: number;
  /** Rows on screen. */
  readonly page: number;
  /** True while somebody types the start of a name, in which a space is a character. */
  readonly typing: boolean;
}

/** The intent of a key press, or `null` when the list has nothing to do with it. */
export function listIntent(press: KeyPress, { focus, count, page, typing }: ListPosition): ListIntent | null {
  if (press.altKey) return null;
  const chord = press.ctrlKey || press.metaKey;
  if (press.key === ' ' && !(typing && !chord)) return { kind: 'toggle' };
  if (chord) return null;
  if ([...press.key].length === 1) return { kind: 'type', character: press.key };
  const step = Math.max(1, page - 1);
  const to = {
    ArrowDown: focus + 1,
    ArrowUp: focus < 0 ? count - 1 : focus - 1,
    PageDown: Math.max(0, focus) + step,
    PageUp: focus - step,
    Home: 0,
    End: count - 1,
  }[press.key];
  if (to === undefined || count === 0) return null;
  return { kind: 'move', to: Math.min(count - 1, Math.max(0, to)), extend: press.shiftKey };
}
