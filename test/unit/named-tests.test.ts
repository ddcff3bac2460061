import { describe, expect, it } from 'vitest';
import { expectsCode, TestFile } from '../support/named-tests.ts';

const file = new TestFile(
  'sample.test.ts',
  `
const ROWS: readonly [string, string][] = [['one', 'code-one'], ['two', 'code-two']];
it('plain', () => expect(outcome()).toBe('code-plain'));
it('puts it in', () => expect(failing(new PailError('code-in'), failure('code-in'))).toThrow());
it.each(ROWS)('row %s', (_what, code) => expect(outcome()).toBe(code));
describe.each([['a', ROWS]])('%s', (_name, rows) => {
  it.each(rows)('handed on: %s', (_what, code) => expect(outcome()).toBe(code));
});
test.skip('skipped', () => expect(outcome()).toBe('code-skipped'));
test.skipIf(isWindows)('seldom', () => expect(outcome()).toBe('code-seldom'));
it.each(['x', 'y'])('list %s', () => expect(outcome()).toBe('code-list'));
it.each([{ what: 'a', code: 'code-a' }, { what: 'b', code: 'code-b' }])('field $what', ({ code }) => expect(outcome()).toBe(code));
it('of an item', () => expect(states()).toEqual({ 'a.txt': 'failed code-item', 'b.txt': 'code-said is not' }));
it('twice', () => undefined);
describe('other', () => it('twice', () => undefined));
`,
);

const expects = (title: string, code: string): boolean[] => file.named(title).map((test) => expectsCode(test, code));

describe('a test is found by its title', () => {
  it.each([
    ['plain', 'code-plain', [true]],
    ['plain', 'code-one', [false]],
    ['row one', 'code-one', [true]],
    ['row one', 'code-two', [false]],
    ['row three', 'code-one', []],
    ['row %s', 'code-two', [true]],
    ['handed on: two', 'code-two', [true]],
    ['list y', 'code-list', [true]],
    ['field b', 'code-b', [true]],
    ['field b', 'code-a', [false]],
    ['of an item', 'code-item', [true]],
    ['of an item', 'code-said', [false]],
    ['seldom', 'code-seldom', [true]],
    ['skipped', 'code-skipped', []],
    ['nowhere', 'code-plain', []],
    ['twice', 'code-plain', [false, false]],
  ])('%s with %s', (title, code, found) => {
    expect(expects(title, code)).toEqual(found);
  });
});

it('a code that a test puts in is not what comes of it', () => {
  expect(expects('puts it in', 'code-in')).toEqual([false]);
});
