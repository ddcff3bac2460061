import { describe, expect, it } from 'vitest';
import { parseTemplate } from '../../shared/model/template.ts';
import { evaluateTemplate } from './template.ts';

describe('parseTemplate', () => {
  it.each([
    '${',
    'a${claim:}',
    '${sub}',
    '${claim:x|upper}',
    '${item|before:}',
    '${item|part:ab:1}',
    '${item|part:-}',
    'x${claim:a',
  ])('refuses %j', (template) => {
    expect(() => parseTemplate(template)).toThrow();
  });
});

describe('filters', () => {
  const value = (template: string, item?: string): string =>
    evaluateTemplate(template, { claims: {}, ...(item !== undefined && { item }) }, 'label');

  it.each([
    ['${item|lower}', 'AbC', 'abc'],
    ['${item|after:team-}', 'team-a', 'a'],
    ['${item|before:@}', 'ana@example.com', 'ana'],
    ['${item|part:-:1}', 'a-b-c', 'b'],
    ['${claim:none|default:all}', 'x', 'all'],
    ['${item|after:team-|default:all}', 'team-', 'all'],
    ['a$b}${item}', 'x', 'a$b}x'],
    ['${item|default:a:b}', undefined, 'a:b'],
  ])('%s of %j is %j', (template, item, expected) => {
    expect(value(template, item)).toBe(expected);
  });

  it.each([
    ['${item|after:team-}', 'crew-a'],
    ['${item|before:@}', 'ana'],
    ['${item|part:-:5}', 'a-b'],
    ['${item|after:a}', 'a'],
  ])('%s of %j is nothing, not something near', (template, item) => {
    expect(() => value(template, item)).toThrow();
  });
});
