import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { readHidden } from './read-hidden.ts';

class Terminal extends EventEmitter {
  isRaw = false;
  readonly written: string[] = [];
  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw;
  }
  setEncoding(): void {}
  resume(): void {}
  pause(): void {}
  write(text: string): void {
    this.written.push(text);
  }
  type(...texts: string[]): void {
    for (const text of texts) this.emit('data', text);
  }
}

describe('readHidden', () => {
  it('takes what is typed until the line ends, and shows none of it', async () => {
    const terminal = new Terminal();
    const answer = readHidden('Passphrase: ', terminal, terminal);
    expect(terminal.isRaw).toBe(true);
    terminal.type('corret', '\u007fct', ' 🐎', '\r', 'not this');
    await expect(answer).resolves.toBe('correct 🐎');
    expect(terminal.isRaw).toBe(false);
    expect(terminal.written).toEqual(['Passphrase: ', '\n']);
    expect(terminal.listenerCount('data')).toBe(0);
  });

  it('ends with Ctrl+C, and leaves the terminal as it was', async () => {
    const terminal = new Terminal();
    const answer = readHidden('Passphrase: ', terminal, terminal);
    terminal.type('abc\u0003');
    await expect(answer).rejects.toThrow('interrupted');
    expect(terminal.isRaw).toBe(false);
  });
});
