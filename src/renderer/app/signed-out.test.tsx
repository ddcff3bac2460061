import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { failure, PailError } from '../../shared/errors.ts';
import { transferSummary } from '../../shared/testing/transfer-summary.ts';
import { useClipboard } from '../state/clipboard.ts';
import { announce, report, useNotices } from '../state/notices.ts';
import { folderPlace, goTo, usePlace } from '../state/place.ts';
import { ask, useSheet } from '../state/sheets.ts';
import { useTransfers } from '../state/transfers.ts';
import { ACCOUNT, LOCATION } from '../testing/fake-pail.ts';
import { eachInItsWindow, grid, open, row } from '../testing/open-window.tsx';

const BEN = { ...ACCOUNT, id: 'ben', displayName: 'Ben', locations: [{ ...LOCATION, id: 'bens', label: 'His files' }] };
const review = { conflicts: 1, impossible: 0, renamed: 0, freeBytes: null };

eachInItsWindow();
afterEach(() => {
  useTransfers.setState({ transfers: [] });
  useNotices.setState({ toasts: [] });
});

it('nothing of whoever signed out is left in the window for the next one', async () => {
  const asking = transferSummary({ state: 'asking', review, firstName: 'secret.txt' });
  const fake = await open({
    transfers: {
      list: () => [asking, transferSummary({ id: 'b', accountId: 'ben' })],
      conflicts: () => ({ start: 0, total: 0, conflicts: [] }),
    },
  });
  await waitFor(() => row('notes.md'));
  fireEvent.mouseDown(row('notes.md'));
  fireEvent.keyDown(grid(), { key: 'x', ctrlKey: true });
  await waitFor(() => expect(useClipboard.getState().held).not.toBeNull());
  act(() => goTo(folderPlace('mine', 'drafts/')));
  await screen.findByRole('grid', { name: 'Contents of drafts' });
  act(() => {
    announce('Upload of secret.txt asks.');
    report(new PailError(failure('target-exists', { subject: 'secret.txt' })));
    report(new PailError(failure('revoke-failed')));
    fake.emit('notice', { kind: 'error', message: 'A file that you edited stays.', details: 'staged-edited' });
    ask({ kind: 'review', transferId: asking.id });
  });
  expect(useTransfers.getState().transfers).toHaveLength(2);

  act(() => fake.emit('accounts.changed', [BEN]));
  await screen.findByRole('grid', { name: 'Contents of His files' });
  expect(useTransfers.getState().transfers.map(({ summary }) => summary.id)).toEqual(['b']);
  expect(useSheet.getState().sheet).toBeNull();
  expect(useClipboard.getState().held).toBeNull();
  expect(usePlace.getState()).toMatchObject({ back: [], forward: [] });
  const { toasts, announcement } = useNotices.getState();
  expect([toasts.map((one) => one.failure?.code ?? one.details), announcement]).toEqual([
    ['revoke-failed', 'staged-edited'],
    '',
  ]);
  expect(document.body.textContent).not.toContain('secret');
});

it('what was told stays while whoever it was told to does', async () => {
  const fake = await open({ transfers: { list: () => [transferSummary()] } });
  act(() => report(new PailError(failure('disk-full'))));
  act(() => fake.emit('accounts.changed', [{ ...ACCOUNT, state: 'expired' }, BEN]));
  expect(useNotices.getState().toasts.map((one) => one.failure?.code)).toContain('disk-full');
  expect(useTransfers.getState().transfers).toHaveLength(1);
});
