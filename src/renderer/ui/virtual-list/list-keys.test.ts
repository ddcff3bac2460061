import { describe, expect, it } from 'vitest';
import { listIntent } from './list-keys.ts';

const at = { focus: 10, count: 100, page: 20, typing: false };
const key = (name: string, held: { shiftKey?: boolean; ctrlKey?: boolean; altKey?: boolean } = {}) => ({
  key: name,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe('listIntent', () => {
  it.each([
    ['ArrowDown', 11],
    ['ArrowUp', 9],
    ['PageDown', 29],
    ['PageUp', 0],
    ['Home', 0],
    ['End', 99],
  ])('%s moves to %d', (name, to) => {
    expect(listIntent(key(name), at)).toEqual({ kind: 'move', to, extend: false });
  });
  it('starts at an end when nothing has the focus', () => {
    expect(listIntent(key('ArrowDown'), { ...at, focus: -1 })).toMatchObject({ to: 0 });
    expect(listIntent(key('ArrowUp'), { ...at, focus: -1 })).toMatchObject({ to: 99 });
  });
  it('extends with Shift', () => {
    expect(listIntent(key('End', { shiftKey: true }), at)).toEqual({ kind: 'move', to: 99, extend: true });
  });
  it('does not move in an empty list', () => expect(listIntent(key('ArrowDown'), { ...at, count: 0 })).toBeNull());
  it('leaves chords to the commands', () => {
    expect(listIntent(key('ArrowUp', { ctrlKey: true }), at)).toBeNull();
    expect(listIntent(key('a', { ctrlKey: true }), at)).toBeNull();
    expect(listIntent(key('ArrowLeft', { altKey: true }), at)).toBeNull();
  });
  it('toggles with Space, unless a name is being typed', () => {
    expect(listIntent(key(' '), at)).toEqual({ kind: 'toggle' });
    expect(listIntent(key(' '), { ...at, typing: true })).toEqual({ kind: 'type', character: ' ' });
    expect(listIntent(key(' ', { ctrlKey: true }), { ...at, typing: true })).toEqual({ kind: 'toggle' });
  });
  it('types what is printable', () => {
    expect(listIntent(key('é'), at)).toEqual({ kind: 'type', character: 'é' });
    expect(listIntent(key('Escape'), at)).toBeNull();
  });
});
