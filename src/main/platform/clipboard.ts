import { clipboard } from 'electron';

/** Puts a text on the clipboard. The window cannot: it has no permission to. */
export function copyText(value: string): void {
  clipboard.writeText(value);
}
