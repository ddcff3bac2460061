/** What of a terminal is needed to read without showing what is typed. */
export interface HiddenInput {
  setRawMode(isRaw: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (text: string) => void): unknown;
  off(event: 'data', listener: (text: string) => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

const END_OF_LINE = new Set(['\r', '\n', '\u0004']);
const BACKSPACES = new Set(['\u007f', '\b']);
const INTERRUPT = '\u0003';

/** Asks at a terminal, without showing what is typed. Rejects where the person presses Ctrl+C. */
export function readHidden(
  question: string,
  input: HiddenInput,
  output: { write(text: string): unknown },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const typed: string[] = [];
    const end = (): void => {
      input.off('data', take);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
    };
    const take = (text: string): void => {
      for (const character of text) {
        if (character === INTERRUPT) {
          end();
          reject(new Error('interrupted'));
          return;
        }
        if (END_OF_LINE.has(character)) {
          end();
          resolve(typed.join(''));
          return;
        }
        if (BACKSPACES.has(character)) typed.pop();
        else typed.push(character);
      }
    };
    output.write(question);
    input.setEncoding('utf8');
    input.setRawMode(true);
    input.on('data', take);
    input.resume();
  });
}
