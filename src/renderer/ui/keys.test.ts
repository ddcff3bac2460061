import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../../shared/commands.ts';
import { describeKeys, isListOnly, matchesKeys, parseKeys } from './keys.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('accelerators', () => {
  it('CmdOrCtrl follows the platform', () => {
    expect(parseKeys('CmdOrCtrl+U', false)).toMatchObject({ key: 'u', ctrl: true, meta: false });
    expect(parseKeys('CmdOrCtrl+U', true)).toMatchObject({ key: 'u', ctrl: false, meta: true });
  });
  it('match exactly, so that Ctrl+U is not Ctrl+Shift+U', () => {
    const upload = parseKeys('CmdOrCtrl+U', false);
    expect(matchesKeys(press('u', { ctrlKey: true }), upload)).toBe(true);
    expect(matchesKeys(press('U', { ctrlKey: true, shiftKey: true }), upload)).toBe(false);
    expect(matchesKeys(press('u'), upload)).toBe(false);
  });
  it('know arrows, brackets and function keys', () => {
    expect(matchesKeys(press('ArrowLeft', { altKey: true }), parseKeys('Alt+Left', false))).toBe(true);
    expect(matchesKeys(press('[', { ctrlKey: true }), parseKeys('CmdOrCtrl+[', false))).toBe(true);
    expect(matchesKeys(press('F5'), parseKeys('F5', false))).toBe(true);
  });
  it('tell keys of the list from keys of the window', () => {
    expect(['Enter', 'Delete', 'Backspace', 'Escape'].every((key) => isListOnly(parseKeys(key, false)))).toBe(true);
    expect(['F5', 'Alt+Left', 'CmdOrCtrl+J'].some((key) => isListOnly(parseKeys(key, false)))).toBe(false);
  });
  it('are written for people', () => {
    expect(describeKeys('CmdOrCtrl+Shift+N', false)).toBe('Ctrl+Shift+N');
    expect(describeKeys('CmdOrCtrl+Shift+N', true)).toBe('⇧⌘N');
    expect(describeKeys('Alt+Left', false)).toBe('Alt+Left');
  });
  it.each([false, true])('are used once each (Mac: %s)', (isMac) => {
    const all = Object.values(COMMANDS).flatMap((command) => command.keys.map((keys) => describeKeys(keys, isMac)));
    // Escape ends what is going on, else the selection, else the filter; one key pauses the transfers, and else resumes them.
    const twice = all.filter((keys, index) => all.indexOf(keys) < index);
    expect(twice).toEqual(['Escape', 'Escape', 'CmdOrCtrl+Shift+J'].map((keys) => describeKeys(keys, isMac)));
  });
});
