import { describe, expect, it } from 'vitest';
import { commandOf, shortcutsOf } from './shortcuts.ts';

const press = (key: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});
const onLinux = shortcutsOf(false);
const all = () => true;

describe('commandOf', () => {
  it('finds every key of a command', () => {
    expect(commandOf(press('F5'), 'elsewhere', onLinux, all)).toBe('refresh');
    expect(commandOf(press('r', { ctrlKey: true }), 'elsewhere', onLinux, all)).toBe('refresh');
    expect(commandOf(press('U', { ctrlKey: true, shiftKey: true }), 'list', onLinux, all)).toBe('uploadFolder');
  });
  it.each(['Enter', 'Delete', 'Backspace', 'Escape'])('%s counts in the list only', (key) => {
    expect(commandOf(press(key), 'list', onLinux, all)).not.toBeNull();
    expect(commandOf(press(key), 'text', onLinux, all)).toBeNull();
    expect(commandOf(press(key), 'elsewhere', onLinux, all)).toBeNull();
  });
  it('leaves editing to text fields and takes the rest', () => {
    expect(commandOf(press('a', { ctrlKey: true }), 'text', onLinux, all)).toBeNull();
    expect(commandOf(press('Backspace', { ctrlKey: true }), 'text', onLinux, all)).toBeNull();
    expect(commandOf(press('ArrowLeft', { altKey: true }), 'text', onLinux, all)).toBeNull();
    expect(commandOf(press('j', { ctrlKey: true }), 'text', onLinux, all)).toBe('toggleTransfers');
    expect(commandOf(press('a', { ctrlKey: true }), 'list', onLinux, all)).toBe('selectAll');
  });
  it.each(['c', 'x', 'v'])('leaves Ctrl+%s to text, wherever that is', (key) => {
    expect(commandOf(press(key, { ctrlKey: true }), 'list', onLinux, all)).not.toBeNull();
    expect(commandOf(press(key, { ctrlKey: true }), 'text', onLinux, all)).toBeNull();
    expect(commandOf(press(key, { ctrlKey: true }), 'elsewhere', onLinux, all)).toBeNull();
  });
  it('renames by F2, and by Enter on a Mac, where that does not open', () => {
    expect(commandOf(press('F2'), 'list', onLinux, all)).toBe('rename');
    expect(commandOf(press('Enter'), 'list', onLinux, all)).toBe('open');
    expect(commandOf(press('Enter'), 'list', shortcutsOf(true), all)).toBe('rename');
  });
  it('runs the first of two that can run', () => {
    expect(commandOf(press('Escape'), 'list', onLinux, all)).toBe('stop');
    expect(commandOf(press('Escape'), 'list', onLinux, (id) => id !== 'stop')).toBe('clearSelection');
    expect(commandOf(press('Escape'), 'list', onLinux, (id) => id === 'clearFilter')).toBe('clearFilter');
  });
  it('uses Command on a Mac', () => {
    const onMac = shortcutsOf(true);
    expect(commandOf(press('u', { metaKey: true }), 'list', onMac, all)).toBe('uploadFiles');
    expect(commandOf(press('u', { ctrlKey: true }), 'list', onMac, all)).toBeNull();
  });
});
