import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { Entry } from '../../../shared/model/listing.ts';
import { FileRow } from './FileRow.tsx';

const ENTRY: Entry = { id: 1, kind: 'object', name: 'old.csv', size: 12, modified: 0 };

test('an archived object says so beside its name, and what that means', () => {
  const { rerender } = render(<FileRow entry={ENTRY} isPath={false} />);
  expect(screen.queryByText('Archived')).toBeNull();
  rerender(<FileRow entry={{ ...ENTRY, archived: true }} isPath={false} />);
  expect(screen.getByText('Archived').title).toContain('when it was restored');
  expect(screen.getByRole('gridcell', { name: /old\.csv Archived/ })).toBeDefined();
});
