import { expect, it } from 'vitest';
import { shownValue } from '../mapping/unmapped.ts';
import { personalWords } from './personal-words.ts';
import { redacted } from './redact.ts';

const wordsOf = (claims: Record<string, unknown>): string[] =>
  personalWords([{ session: { claims } }] as unknown as Parameters<typeof personalWords>[0], 'ana');

it('a long name is taken out also where only its beginning is shown', () => {
  const name = `Ana ${'Maria '.repeat(30)}de Souza`;
  const text = `Access of ${name.slice(0, 100)} and “${shownValue(name)}”, ${name}`;
  const masked = redacted(text, { home: '/home/ana', names: wordsOf({ name }) });
  expect(masked).not.toContain('Maria');
});

it('a claim that is longer than anything that is shown does not hinder the rest', () => {
  const names = wordsOf({ picture: `data:image/png;base64,${'A'.repeat(300_000)}`, name: 'Ana Souza' });
  expect(redacted('Access of Ana Souza', { home: '/home/ana', names })).toBe('Access of [name]');
});
