import type { CommandIo } from './command.ts';

/** Control characters of terminals, and what turns text around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text that may hold anybody's values, for a terminal: what would act on it is spelt out, as JSON does. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A value as one JSON document on standard output. */
export function outJson(io: CommandIo, value: unknown): void {
  io.out(visible(JSON.stringify(value, null, 2)));
}
