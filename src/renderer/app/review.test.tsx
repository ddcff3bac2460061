import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import type { Conflict, ItemCounts, TransferReview } from '../../shared/model/transfer.ts';
import { transferSummary } from '../../shared/testing/transfer-summary.ts';
import { text } from '../../shared/text/index.ts';
import { useNotices } from '../state/notices.ts';
import { startReviews } from '../state/reviews.ts';
import { closeSheet, useSheet } from '../state/sheets.ts';
import { started, useTransfers } from '../state/transfers.ts';
import { installFakePail } from '../testing/fake-pail.ts';
import { focusTarget } from '../ui/focus-targets.ts';
import { Sheets } from './Sheets.tsx';

const NEWER = Date.UTC(2026, 1, 2);
const OLDER = Date.UTC(2026, 0, 1);

const conflictOf = (index: number): Conflict => ({
  index,
  name: `photos/a${index}.png`,
  size: 2_000,
  modified: NEWER,
  existing: { size: 3_000, modified: OLDER },
});

let stop = () => {};
beforeEach(() => {
  useTransfers.setState(useTransfers.getInitialState(), true);
  stop = startReviews();
});
afterEach(() => {
  stop();
  closeSheet();
  cleanup();
  document.body.replaceChildren();
});

/** An upload of 12 items that was just started and asks this. */
function open(review: Partial<TransferReview>, items: Partial<ItemCounts> = {}) {
  const found = { conflicts: 3, impossible: 0, renamed: 0, freeBytes: null, ...review };
  const fake = installFakePail({
    transfers: {
      conflicts: (_id: string, start: number, count: number) => ({
        start,
        total: found.conflicts,
        conflicts: Array.from({ length: found.conflicts }, (_, n) => conflictOf(n * 10)).slice(start, start + count),
      }),
    },
  });
  const summary = transferSummary({
    state: 'asking',
    folder: '2026/',
    firstName: 'photos',
    items: { total: 12, done: 0, failed: 0, skipped: 0, replaceable: 0, cancelled: 0, ...items },
    bytesTotal: 38_000_000,
    review: found,
  });
  const before = document.createElement('button');
  document.body.append(before);
  before.focus();
  started(summary);
  render(<Sheets />);
  return { fake, before };
}

// Where the focus begins is proven in test/e2e/views-transfers.spec.ts: happy-dom moves it to the dialog.
const sheet = () => screen.getByRole('dialog', { name: 'Upload photos to 2026' });
const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key });
const chooser = (index: number) =>
  screen.findByRole<HTMLSelectElement>('combobox', { name: `What to do with photos/a${index}.png` });

describe('many conflicts', () => {
  it('begins on the harmless choice, and answers what is chosen for all and for single ones', async () => {
    const { fake } = open({});
    expect(within(sheet()).getByText('3 of 12 names are already taken.')).toBeTruthy();
    const skip = screen.getByRole<HTMLInputElement>('radio', { name: 'Skip' });
    expect(skip.checked).toBe(true);
    fireEvent.click(screen.getByRole('radio', { name: 'Replace if newer' }));
    expect((await chooser(10)).selectedOptions[0]?.textContent).toBe('As chosen for all');
    fireEvent.change(await chooser(10), { target: { value: 'keep-both' } });
    fireEvent.change(await chooser(20), { target: { value: 'skip' } });
    fireEvent.change(await chooser(20), { target: { value: '' } });
    expect(screen.getByText(/^1 item chosen one by one/)).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    expect(fake.callsOf('transfers.answer')).toEqual([['t', { all: 'newer', some: [[10, 'keep-both']] }]]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('a row is chosen for by keyboard alone, and Escape in it goes back to the list', async () => {
    open({});
    const list = screen.getByRole('grid', { name: 'Names that are already taken' });
    await chooser(10);
    list.focus();
    press('ArrowDown');
    press('Enter');
    expect(document.activeElement).toBe(await chooser(10));
    fireEvent.change(await chooser(10), { target: { value: 'overwrite' } });
    press('Escape');
    expect(document.activeElement).toBe(list);
    expect(sheet()).toBeTruthy();
    const forAll = screen.getByRole('button', { name: 'Use the choice for all' });
    forAll.focus();
    fireEvent.click(forAll);
    expect((await chooser(10)).value).toBe('');
    expect(document.activeElement).toBe(list);
  });

  it('says which one is newer and which is larger', async () => {
    open({});
    await chooser(0);
    const row = (await chooser(0)).closest<HTMLElement>('[role=row]');
    const cells = row
      ? within(row)
          .getAllByRole('gridcell')
          .map((cell) => cell.textContent)
      : [];
    expect(cells[1]).toMatch(/newer/);
    expect(cells[1]).not.toMatch(/larger/);
    expect(cells[2]).toMatch(/3 KB larger/);
  });

  it('Escape leaves it asking, says so, and gives the focus back', async () => {
    const { fake, before } = open({});
    press('Escape');
    expect(useSheet.getState().sheet).toBeNull();
    expect(fake.calls.filter(([method]) => /answer|cancel/.test(method))).toEqual([]);
    expect(useNotices.getState().announcement).toBe('Answer later in the list of transfers.');
    await waitFor(() => expect(document.activeElement).toBe(before));
  });

  it('Later is a button as well', () => {
    const { fake } = open({});
    fireEvent.click(screen.getByRole('button', { name: 'Later' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(fake.calls.filter(([method]) => /answer|cancel/.test(method))).toEqual([]);
  });

  it('gives the focus to the file list where what had it is gone', async () => {
    const { before } = open({});
    const list = document.createElement('div');
    list.tabIndex = 0;
    document.body.append(list);
    focusTarget('list')(list);
    before.remove();
    press('Escape');
    await waitFor(() => expect(document.activeElement).toBe(list));
  });

  it('can be cancelled', () => {
    const { fake } = open({});
    fireEvent.click(screen.getByRole('button', { name: 'Cancel transfer' }));
    expect(fake.callsOf('transfers.cancel')).toEqual([['t']]);
  });
});

describe('one conflict', () => {
  it('shows both, and each button is an answer', async () => {
    const { fake } = open({ conflicts: 1 });
    expect(await screen.findByText('photos/a0.png')).toBeTruthy();
    expect(screen.queryByRole('radio')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'Replace' }));
    expect(fake.callsOf('transfers.answer')).toEqual([['t', { all: 'overwrite', some: [] }]]);
  });

  it('where it can go to no other name, none is offered', async () => {
    open({ conflicts: 1, keepsNames: true });
    expect(await screen.findByText('photos/a0.png')).toBeTruthy();
    const answers = within(sheet())
      .getAllByRole('button')
      .map(({ textContent }) => textContent);
    expect(answers).toEqual(['Later', 'Cancel transfer', 'Skip', 'Replace']);
  });
});

describe('other findings', () => {
  it('without room the focus is on the way out', () => {
    open({ conflicts: 0, freeBytes: 12_000_000 });
    expect(within(sheet()).getByText(/needs 38 MB, and 12 MB are free/)).toBeTruthy();
    expect(document.activeElement?.textContent).toBe('Cancel transfer');
  });

  it('what cannot be done or is left out is named with its reason, and the rest can go on', () => {
    const unreadable = Array.from({ length: 5 }, (_, n) => ({
      sort: 'impossible' as const,
      name: `photos/closed${n}.png`,
      failure: failure('file-unreadable', { subject: `closed${n}.png`, reason: 'EACCES' }),
    }));
    const link = { sort: 'left-out', name: 'photos/link', failure: failure('file-not-regular') } as const;
    const { fake } = open({ conflicts: 0, impossible: 7, notDone: [...unreadable, link] }, { skipped: 1 });
    const items = (label: string) =>
      within(within(sheet()).getByRole('list', { name: label }))
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent);
    const failing = items('7 items cannot be done and will fail.');
    expect(failing).toHaveLength(6);
    expect(failing[0]).toMatch(/closed0\.png.*This could not be read\. Check that you may open it\.$/);
    expect(failing[5]).toBe('and 2 more');
    const left = items('1 item is left out.');
    expect(left).toEqual([`photos/link${text.errors['file-not-regular']({})}`]);
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    expect(fake.callsOf('transfers.answer')).toEqual([['t', { all: 'skip', some: [] }]]);
  });
});
