import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import type { Entry } from '../../../shared/model/listing.ts';
import { FileRow } from './FileRow.tsx';

const ENTRY: Entry = { id: 1, kind: 'object', name: 'old.csv', size: 12, modified: 0 };

afterEach(cleanup);

test('an archived object says so beside its name, and what that means', () => {
  const { rerender } = render(<FileRow entry={ENTRY} isPath={false} filter="" />);
  expect(screen.queryByText('Archived')).toBeNull();
  rerender(<FileRow entry={{ ...ENTRY, archived: true }} isPath={false} filter="" />);
  expect(screen.getByText('Archived').title).toContain('when it was restored');
  expect(screen.getByRole('gridcell', { name: /old\.csv Archived/ })).toBeDefined();
});

const marked = () => [...document.querySelectorAll('mark')].map(({ textContent }) => textContent);

test('what the filter has found is marked, also where a name is divided, and read as one name', () => {
  const name = 'Quarterly report of the harbour.pdf';
  const { rerender } = render(<FileRow entry={{ ...ENTRY, name }} isPath={false} filter="REPORT" />);
  expect(marked()).toEqual(['report']);
  rerender(<FileRow entry={{ ...ENTRY, name }} isPath={false} filter="the harbour" />);
  expect(marked().join('')).toBe('the harbour');
  expect(marked()).toHaveLength(2);
  expect(screen.getByRole('gridcell', { name })).toBeDefined();
  rerender(<FileRow entry={{ ...ENTRY, name }} isPath={false} filter="" />);
  expect(marked()).toEqual([]);
});

test('a path is shown and read in the order that it is sorted by, and marked across its folders', () => {
  const name = 'reports/2026/plan.md';
  render(<FileRow entry={{ ...ENTRY, name }} isPath filter="2026/pl" />);
  expect(screen.getByRole('gridcell', { name })).toBeDefined();
  expect(marked()).toEqual(['2026/', 'pl']);
});
