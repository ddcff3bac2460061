import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { failure, ok, type Result } from '../../shared/errors.ts';
import type { DeepSummary } from '../../shared/model/listing.ts';
import { eachInItsWindow, grid, openWindow, row } from '../testing/open-window.tsx';

eachInItsWindow();

/** The question about a folder, while it is counted. */
async function asking() {
  let answer: (result: Result<DeepSummary>) => void = () => undefined;
  const measure = () => new Promise<Result<DeepSummary>>((resolve) => (answer = resolve));
  const fake = await openWindow({ transfers: { list: () => [], deleteSelection: () => null }, listings: { measure } });
  fireEvent.mouseDown(await waitFor(() => row('drafts')));
  fireEvent.keyDown(grid(), { key: 'Delete' });
  const sheet = within(await screen.findByRole('alertdialog', { name: 'Delete the folder “drafts”?' }));
  return { fake, sheet, answer: (result: Result<DeepSummary>) => act(async () => answer(result)) };
}

it('while it is counted, what is inside is told as far as it was, and that all of it goes', async () => {
  const { fake, sheet, answer } = await asking();
  expect(sheet.getByText('Counting what is inside… Delete takes all of it, counted or not.')).toBeTruthy();
  act(() => fake.emit('measure.changed', { viewId: 'view-1', objects: 2000, bytes: 5e6 }));
  expect(
    sheet.getByText('Counting what is inside, 2,000 objects, 5 MB so far… Delete takes all of it, counted or not.'),
  ).toBeTruthy();
  await answer(ok({ objects: 2345, bytes: 6e6, complete: true }));
  expect(sheet.getByText('2,345 objects, 6 MB in all.')).toBeTruthy();
});

it('a count that fails part way is no total: it says how far it came, and why no further', async () => {
  const { fake, sheet, answer } = await asking();
  act(() => fake.emit('measure.changed', { viewId: 'view-1', objects: 2000, bytes: 5e6 }));
  await answer({ ok: false, error: failure('access-denied', { subject: 'drafts' }) });
  expect(
    sheet.getByText(/^At least 2,000 objects, 5 MB: the rest could not be counted\. The store says no/),
  ).toBeTruthy();
  expect(sheet.getByText(/Delete takes all of it that it finds\.$/)).toBeTruthy();
  expect(sheet.queryByText(/in all\.$/)).toBeNull();
  fireEvent.click(sheet.getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(fake.callsOf('transfers.deleteSelection')).toHaveLength(1));
});

it('a count that fails at once says why, and no number', async () => {
  const { sheet, answer } = await asking();
  await answer({ ok: false, error: failure('connection-failed', { subject: 'store.example' }) });
  expect(sheet.getByText(/^What is inside could not be counted\. The storage “store\.example” cannot be/)).toBeTruthy();
  expect(sheet.queryByText(/objects/)).toBeNull();
});
