import { expect, test } from 'vitest';
import { soakDocument, soakRows } from '../../scripts/lib/soak-document.mjs';

const row = { date: '2026-01-02', seed: 7, result: 'passed', minutes: 1.5, figures: ['1 kill', '2 | parts'] } as const;

test('what the document says of a part is read again, so that another part can be written beside it', () => {
  const first = soakDocument(['a', 'b b'], new Map([['b b', row]]));
  const rows = soakRows(first);
  expect(rows).toEqual(new Map([['b b', row]]));
  rows.set('a', { ...row, result: 'failed', figures: [] });
  const both = soakDocument(['a', 'b b'], rows);
  expect(soakRows(both)).toEqual(rows);
  expect(both).toContain('3 minutes in all');
});

test('of nothing nothing is read', () => {
  expect(soakRows('')).toEqual(new Map());
});
