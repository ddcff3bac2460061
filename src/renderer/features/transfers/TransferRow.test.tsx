import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { TransferSummary } from '../../../shared/model/transfer.ts';
import { installFakePail } from '../../testing/fake-pail.ts';
import { TransferRow } from './TransferRow.tsx';

afterEach(cleanup);

function show(change: Partial<TransferSummary>) {
  const fake = installFakePail();
  const summary: TransferSummary = {
    id: 't',
    kind: 'upload',
    state: 'running',
    locationId: 'mine',
    folder: '2026/',
    firstName: 'a.txt',
    requested: 12,
    items: { total: 12, done: 3, failed: 0, skipped: 0, cancelled: 0 },
    bytesDone: 10,
    bytesTotal: 100,
    bytesPerSecond: 0,
    startedAt: 0,
    endedAt: null,
    failure: null,
    ...change,
  };
  render(<TransferRow transfer={{ summary, shown: 0.5 }} folder="2026" />);
  return { fake };
}

describe('TransferRow', () => {
  it('runs: shows what its bar may show, and can be cancelled', () => {
    const { fake } = show({});
    expect(screen.getByRole('progressbar').getAttribute('aria-valuenow')).toBe('50');
    fireEvent.click(screen.getByRole('button', { name: 'Cancel “Upload 12 items to 2026”' }));
    expect(fake.callsOf('transfers.cancel')).toEqual([['t']]);
  });

  it('ended with skipped and failed items: offers both again; only a download has a folder to show', () => {
    const items = { total: 12, done: 7, failed: 3, skipped: 2, cancelled: 0 };
    const { fake } = show({ state: 'failed', items });
    expect(screen.queryByRole('progressbar')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Retry failed (3)' }));
    fireEvent.click(screen.getByRole('button', { name: 'Replace skipped (2)' }));
    expect(screen.queryByRole('button', { name: 'Show folder' })).toBeNull();
    expect(fake.calls.map(([method]) => method)).toEqual(['transfers.retryFailed', 'transfers.replaceSkipped']);
  });

  it('a download shows its folder on this computer', () => {
    const { fake } = show({ kind: 'download', state: 'completed' });
    fireEvent.click(screen.getByRole('button', { name: 'Show folder' }));
    expect(fake.callsOf('transfers.reveal')).toEqual([['t']]);
  });
});
