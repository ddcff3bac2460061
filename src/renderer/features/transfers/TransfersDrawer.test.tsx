import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TransferState, TransferSummary } from '../../../shared/model/transfer.ts';
import { transferSummary } from '../../../shared/testing/transfer-summary.ts';
import { tookPlace, useTransfers } from '../../state/transfers.ts';
import { installFakePail } from '../../testing/fake-pail.ts';
import { TransfersButton } from './TransfersButton.tsx';
import { TransfersDrawer } from './TransfersDrawer.tsx';

const transfer = (id: string, state: TransferState) => transferSummary({ id, state, firstName: id });

beforeEach(() => useTransfers.setState(useTransfers.getInitialState(), true));
afterEach(cleanup);

function open(...transfers: readonly TransferSummary[]) {
  const fake = installFakePail();
  tookPlace(transfers);
  render(
    <>
      <TransfersDrawer folderTitle={() => 'My files'} signInFor={() => null} />
      <TransfersButton />
    </>,
  );
  return fake;
}

const rows = () => screen.queryAllByRole('listitem').map((row) => row.getAttribute('aria-label'));
const choose = (name: string) => fireEvent.click(screen.getByRole('radio', { name }));

it('filters, with counts, and says of each filter why it is empty', () => {
  open(transfer('asks', 'asking'), transfer('waits', 'parked'), transfer('done', 'completed'));
  expect(rows()).toHaveLength(3);
  choose('Waiting 2');
  expect(rows()).toEqual(['Upload asks to My files', 'Upload waits to My files']);
  choose('Failed 0');
  expect(screen.getByText('No transfer has failed.')).toBeTruthy();
  choose('All 3');
  expect(rows()).toHaveLength(3);
});

it('is empty without a word about this run: earlier ones are listed, too', () => {
  open();
  expect(screen.getByText(/^No transfers\. .* until you clear them\.$/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: /all$|ended$/ })).toBeNull();
});

it('arrow keys go from transfer to transfer, with one stop for the Tab key', () => {
  open(transfer('a', 'running'), transfer('b', 'paused'), transfer('c', 'completed'));
  const [first, second, last] = screen.getAllByRole('listitem');
  const stops = () => screen.getAllByRole('listitem').filter((row) => row.tabIndex === 0);
  expect(stops()).toEqual([first]);
  first?.focus();
  for (const [key, row] of [
    ['ArrowDown', second],
    ['End', last],
    ['ArrowUp', second],
  ] as const) {
    fireEvent.keyDown(document.activeElement ?? document.body, { key });
    expect(document.activeElement).toBe(row);
  }
  expect(stops()).toEqual([second]);
});

it('says what goes with the ended ones', () => {
  open(transfer('done', 'completed'));
  const clear = screen.getByRole('button', { name: 'Clear ended' });
  expect(clear.getAttribute('aria-description')).toMatch(/and their receipts with them/);
});

it('one button pauses all, and resumes all once none runs', () => {
  const fake = open(transfer('runs', 'running'), transfer('rests', 'paused'));
  fireEvent.click(screen.getByRole('button', { name: 'Pause all' }));
  act(() => tookPlace([transfer('runs', 'paused')]));
  fireEvent.click(screen.getByRole('button', { name: 'Resume all' }));
  expect(fake.calls.map(([method]) => method)).toEqual(['transfers.pauseAll', 'transfers.resumeAll']);
});

it('keeps the keyboard in the head when a button goes with what it was for', () => {
  open(transfer('done', 'completed'));
  screen.getByRole('button', { name: 'Clear ended' }).focus();
  act(() => useTransfers.setState({ transfers: [] }));
  expect(document.activeElement).toBe(screen.getByRole('radio', { name: 'All 0' }));
});

it('the status bar tells what failed, asks and waits before what runs', () => {
  open(transfer('a', 'asking'), transfer('b', 'parked'), transfer('c', 'failed'), transfer('d', 'running'));
  const shown = screen.getByRole('button', { name: /1 transfer,/ }).textContent;
  expect(shown).toBe('1 failed1 needs your answer1 waiting1 transfer, 0 %');
});
