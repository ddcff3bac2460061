import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import { transferSummary } from '../../shared/testing/transfer-summary.ts';
import { useListing } from '../state/listing-store.ts';
import { ACCOUNT, ENTRIES, fails, LOCATION, PROFILE, statusOf } from '../testing/fake-pail.ts';
import { eachInItsWindow, grid, openWindow, row } from '../testing/open-window.tsx';

eachInItsWindow();

describe('arriving', () => {
  it('shows the welcome without a profile, and the profile once it is imported', async () => {
    const fake = await openWindow({
      profiles: { list: () => [], importFromDialog: () => PROFILE },
      accounts: { list: () => [] },
    });
    fireEvent.click(screen.getByRole('button', { name: 'Import profile…' }));
    act(() => fake.emit('profiles.changed', [PROFILE]));
    await screen.findByRole('heading', { name: 'ACME' });
    expect(screen.getByText('login.example/pool')).toBeTruthy();
  });

  it('goes from a finished sign-in straight into the first location', async () => {
    const fake = await openWindow({ accounts: { list: () => [] } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    const waiting = {
      ...PROFILE,
      signIn: { phase: 'waiting', host: 'login.example', expiresAt: Date.now() + 240_000 },
    } as const;
    act(() => fake.emit('profiles.changed', [waiting]));
    expect(await screen.findByText('Finish signing in in your browser')).toBeTruthy();
    expect(screen.getByText('Pail waits 4 minutes more.')).toBeTruthy();
    act(() => fake.emit('accounts.changed', [ACCOUNT]));
    await screen.findByRole('gridcell', { name: 'budget 2026.xlsx' });
    expect(document.title).toBe('My files – Pail');
  });

  it('asks for secrets that could not be kept', async () => {
    const fake = await openWindow({
      accounts: { list: () => [] },
      profiles: { list: () => [{ ...PROFILE, missingSecrets: ['clientSecret'] }] },
    });
    fireEvent.change(screen.getByLabelText('Client secret'), { target: { value: 'hush' } });
    fireEvent.click(screen.getByRole('button', { name: 'Continue' }));
    await waitFor(() => expect(fake.callsOf('profiles.provideSecret')).toEqual([['profile', 'clientSecret', 'hush']]));
    expect(screen.getByLabelText<HTMLInputElement>('Client secret').value).toBe('');
  });
});

describe('transfers', () => {
  it('Ctrl+J takes the keyboard into the list of them, and back to the files', async () => {
    await openWindow({ transfers: { list: () => [transferSummary()] } });
    await waitFor(() => row('reports'));
    const press = () => fireEvent.keyDown(document.activeElement ?? window, { key: 'j', ctrlKey: true });
    press();
    expect(document.activeElement).toBe(screen.getByRole('listitem', { name: 'Upload a.txt to My files' }));
    press();
    expect(screen.queryByRole('list', { name: 'Transfers' })).toBeNull();
    expect(document.activeElement).toBe(grid());
    press();
    fireEvent.click(within(screen.getByRole('region', { name: 'Transfers' })).getByRole('button', { name: /^Hide/ }));
    expect(document.activeElement).toBe(grid());
  });
});

describe('browsing', () => {
  it('opens folders, closes what it leaves, and comes back to the row it came from', async () => {
    const fake = await openWindow();
    fireEvent.doubleClick(await waitFor(() => row('reports')));
    fireEvent.mouseDown(row('reports'));
    fireEvent.doubleClick(row('reports'));
    await screen.findByRole('grid', { name: 'Contents of reports' });
    expect(fake.callsOf('listings.close')).toEqual([['view-1']]);
    fireEvent.keyDown(grid(), { key: 'Backspace' });
    await screen.findByRole('grid', { name: 'Contents of My files' });
    await waitFor(() => expect(row('reports').getAttribute('aria-selected')).toBe('true'));
  });

  it.each([
    ['folder', [2, 3, 4], 'drafts'],
    ['folder that is not the first', [1, 3, 4], 'reports'],
  ])('opens the one %s that is left of all', async (_what, except, name) => {
    const fake = await openWindow();
    fireEvent.mouseDown(await waitFor(() => row('notes.md')));
    fireEvent.keyDown(grid(), { key: 'a', ctrlKey: true });
    for (const id of except) {
      const unselected = row(ENTRIES.find((entry) => entry.id === id)?.name ?? '');
      fireEvent.mouseDown(unselected, { ctrlKey: true });
      fireEvent.click(unselected, { ctrlKey: true });
    }
    fireEvent.keyDown(grid(), { key: 'Enter' });
    await screen.findByRole('grid', { name: `Contents of ${name}` });
    expect(fake.callsOf('transfers.downloadToDialog')).toEqual([]);
  });

  it('opens the only folder there is when all is selected', async () => {
    const lone = { viewId: 'view-1', version: 1, start: 0, ids: [7], names: ['lone'], sizes: [-1], modified: [-1] };
    const summary = { objects: 0, folders: 1, bytes: 0, firstName: 'lone', pinned: 'p' };
    await openWindow({
      listings: {
        open: (_location: string, folder: string) => statusOf({ folder, count: 1, shown: 1 }),
        rows: () => lone,
        summarize: () => summary,
      },
    });
    await waitFor(() => row('lone'));
    fireEvent.keyDown(grid(), { key: 'a', ctrlKey: true });
    fireEvent.keyDown(grid(), { key: 'Enter' });
    await screen.findByRole('grid', { name: 'Contents of lone' });
  });

  it('throws away the answer of a folder that was left meanwhile', async () => {
    const answers: ((status: ReturnType<typeof statusOf>) => void)[] = [];
    const fake = await openWindow({ listings: { open: () => new Promise((resolve) => answers.push(resolve)) } });
    await waitFor(() => expect(answers).toHaveLength(1));
    fireEvent.click(screen.getByRole('button', { name: 'Finance' }));
    await waitFor(() => expect(answers).toHaveLength(2));
    await act(async () => answers[1]?.(statusOf({ viewId: 'second', locationId: 'finance' })));
    await act(async () => answers[0]?.(statusOf({ viewId: 'first' })));
    expect(useListing.getState().status?.viewId).toBe('second');
    expect(fake.callsOf('listings.close')).toEqual([['first']]);
  });

  it('says who says no', async () => {
    const denied = failure('access-denied', { subject: 'home/ana/', requestId: 'tx1' });
    await openWindow({ listings: { open: () => statusOf({ phase: 'failed', count: 0, shown: 0, failure: denied }) } });
    await screen.findByRole('heading', { name: 'You may not see this folder' });
    expect(screen.getByText('The store, for the bucket acme')).toBeTruthy();
    expect(screen.getByText('List s3://acme/home/ana/')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('offers to try again where that can help', async () => {
    await openWindow({ listings: { open: fails(failure('connection-failed', { subject: 'store' })) } });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
  });

  it('tells main what can be done only when that changes', async () => {
    const fake = await openWindow();
    await waitFor(() => row('notes.md'));
    const before = fake.callsOf('app.setCommandContext').length;
    for (let version = 2; version < 9; version += 1) {
      act(() => fake.emit('listing.changed', statusOf({ version, count: version * 10, shown: version * 10 })));
    }
    expect(fake.callsOf('app.setCommandContext').length).toBe(before);
    fireEvent.mouseDown(row('notes.md'));
    expect(fake.callsOf('app.setCommandContext').length).toBe(before + 1);
  });
});

describe('doing', () => {
  it('deletes only after the question, with what is inside counted', async () => {
    const fake = await openWindow({ transfers: { list: () => [], deleteSelection: () => null } });
    fireEvent.mouseDown(await waitFor(() => row('drafts')));
    fireEvent.mouseDown(row('notes.md'), { ctrlKey: true });
    fireEvent.keyDown(grid(), { key: 'Delete' });
    const sheet = await screen.findByRole('alertdialog', { name: 'Delete 2 items?' });
    expect(within(sheet).getByText('1 folder, with everything inside, and 1 object.')).toBeTruthy();
    await within(sheet).findByText('1,204 objects, 38 GB in all.');
    expect(fake.callsOf('transfers.deleteSelection')).toEqual([]);
    fireEvent.click(within(sheet).getByRole('button', { name: 'Delete' }));
    const counted = ['view-1', { pinned: 'pin of 1,4' }];
    await waitFor(() => expect(fake.callsOf('transfers.deleteSelection')).toEqual([counted]));
    expect(fake.callsOf('listings.measure')).toEqual([counted]);
  });

  it('counts nothing anew while it asks whether to delete', async () => {
    const fake = await openWindow();
    fireEvent.mouseDown(await waitFor(() => row('notes.md')));
    fireEvent.keyDown(grid(), { key: 'a', ctrlKey: true });
    await screen.findByText(/4 .*selected|selected.* 4/i);
    fireEvent.keyDown(grid(), { key: 'Delete' });
    const sheet = await screen.findByRole('alertdialog', { name: 'Delete 4 items?' });
    const asked = fake.callsOf('listings.summarize').length;
    act(() => fake.emit('listing.changed', statusOf({ version: 2, count: 5, shown: 5 })));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(fake.callsOf('listings.summarize')).toHaveLength(asked);
    fireEvent.click(within(sheet).getByRole('button', { name: 'Keep' }));
    await waitFor(() => expect(fake.callsOf('listings.summarize')).toHaveLength(asked + 1));
  });

  it('shows why a name is refused and keeps the sheet', async () => {
    await openWindow({
      objects: { createFolder: fails(failure('name-invalid', { subject: 'a/b', reason: 'it contains /' })) },
    });
    await waitFor(() => row('drafts'));
    fireEvent.click(screen.getByRole('button', { name: 'New folder' }));
    const sheet = await screen.findByRole('dialog', { name: 'New folder' });
    fireEvent.change(within(sheet).getByLabelText('Name'), { target: { value: 'a/b' } });
    fireEvent.click(within(sheet).getByRole('button', { name: 'Create' }));
    expect(await within(sheet).findByText('“a/b” cannot be a name (it contains /). Choose another one.')).toBeTruthy();
  });

  it('refuses in advance what the location does not allow, and says why', async () => {
    const fake = await openWindow();
    await waitFor(() => row('drafts'));
    fireEvent.click(screen.getByRole('button', { name: 'Finance' }));
    await screen.findByRole('grid', { name: 'Contents of Finance' });
    const newFolder = screen.getByRole('button', { name: 'New folder' });
    expect(newFolder.getAttribute('aria-description')).toBe('This location is read-only for you.');
    fireEvent.click(newFolder);
    fireEvent.keyDown(window, { key: 'u', ctrlKey: true });
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(fake.callsOf('transfers.uploadFromDialog')).toEqual([]);
  });

  it('runs commands of the native menu', async () => {
    const fake = await openWindow();
    await waitFor(() => row('drafts'));
    act(() => fake.emit('command', { id: 'uploadFolder' }));
    expect(fake.callsOf('transfers.uploadFromDialog')).toEqual([[LOCATION.id, '', 'folders']]);
  });
});
