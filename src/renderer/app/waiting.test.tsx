import { act, fireEvent, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../shared/errors.ts';
import type { ListingStatus } from '../../shared/model/listing.ts';
import { useListing } from '../state/listing-store.ts';
import { folderPlace, goTo } from '../state/place.ts';
import { ACCOUNT, LOCATION, statusOf } from '../testing/fake-pail.ts';
import { eachInItsWindow, grid, open, statusBar } from '../testing/open-window.tsx';

eachInItsWindow();

const line = () => document.querySelector('[data-loading]');
const nothingYet = { phase: 'loading', count: 0, shown: 0, folders: 0, bytes: 0 } as const;

describe('waiting', () => {
  afterEach(() => void vi.useRealTimers());

  /** Lets what has been answered arrive, and so many ms pass. */
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  const drafts = (change: Partial<ListingStatus>) => statusOf({ viewId: 'view-2', folder: 'drafts/', ...change });
  /** Opens a folder, with the time in our hands. */
  const show = async (change: Partial<ListingStatus>) => {
    const fake = await open({
      listings: {
        open: (_locationId: string, folder: string) => (folder === '' ? statusOf({}) : drafts(change)),
        stop: () => drafts({ ...change, phase: 'partial', version: 9 }),
      },
    });
    vi.useFakeTimers();
    act(() => goTo(folderPlace('mine', 'drafts/')));
    return { ...fake, tell: (next: Partial<ListingStatus>) => act(() => fake.emit('listing.changed', drafts(next))) };
  };

  it('for the first rows has no words for 150 ms, and then says so, in the middle and below', async () => {
    await show(nothingYet);
    await pass(149);
    expect(screen.queryByText('Loading drafts…')).toBeNull();
    expect(statusBar().textContent).not.toContain('Loading…');
    expect(line()).toBeNull();
    await pass(20);
    expect(screen.getByText('Loading drafts…')).toBeTruthy();
    expect(within(statusBar()).getByText('Loading…')).toBeTruthy();
    expect(line()).not.toBeNull();
  });

  it('for a folder that is listed within 150 ms is never said', async () => {
    const fake = await show(nothingYet);
    await pass(100);
    fake.tell({ version: 2 });
    await pass(1000);
    expect(screen.queryByText(/Loading/)).toBeNull();
    expect(line()).toBeNull();
  });

  it('for more rows, or for those of before to be checked, is said after 150 ms beside what is there', async () => {
    const fake = await show({ phase: 'loading' });
    await pass(170);
    expect(within(statusBar()).getByText('4 items so far, 1.2 MB without folders')).toBeTruthy();
    expect(line()).not.toBeNull();
    fake.tell({ version: 2 });
    expect(line()).toBeNull();
    fake.tell({ version: 3, phase: 'loading', stale: true });
    await pass(149);
    expect(statusBar().textContent).not.toContain('Checking…');
    await pass(20);
    expect(within(statusBar()).getByText('Checking…')).toBeTruthy();
  });

  it('can be ended before there is anything, by a button, and then nothing is said to be empty', async () => {
    const fake = await show(nothingYet);
    await pass(170);
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }));
    await pass(0);
    expect(screen.getByText('Stopped before anything was listed.')).toBeTruthy();
    expect(screen.queryByText('This folder is empty.')).toBeNull();
    expect(document.activeElement).toBe(grid());
    fireEvent.click(screen.getByRole('button', { name: 'List again' }));
    await pass(0);
    expect(fake.callsOf('listings.refresh')).toHaveLength(1);
  });

  it.each([
    ['in the middle', nothingYet],
    ['in the status bar', { phase: 'loading' } as const],
  ])('that ends while its button %s has the keyboard gives that to the list', async (_where, change) => {
    const { tell } = await show(change);
    await pass(170);
    act(() => screen.getByRole('button', { name: 'Stop' }).focus());
    tell({ version: 2 });
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull();
    expect(document.activeElement).toBe(grid());
  });

  it('can be ended by Escape as well', async () => {
    const fake = await show(nothingYet);
    await pass(170);
    fireEvent.keyDown(grid(), { key: 'Escape' });
    await pass(0);
    expect(fake.callsOf('listings.stop')).toHaveLength(1);
    expect(screen.getByText('Stopped before anything was listed.')).toBeTruthy();
  });
});

describe('without the storage', () => {
  const unreachable = failure('connection-failed', { subject: 's3.example' });
  const lost = { ...ACCOUNT, locations: [{ ...LOCATION, outOfReach: true as const }, ...ACCOUNT.locations.slice(1)] };
  const banner = () => screen.queryByText(/The storage cannot be reached\. What you see may be out of date/);

  it('a banner says so, goes by itself when it answers again, and what failed is listed anew', async () => {
    const fake = await open();
    act(() =>
      fake.emit('listing.changed', statusOf({ phase: 'failed', failure: unreachable, stale: true, version: 2 })),
    );
    act(() => fake.emit('accounts.changed', [lost]));
    expect(banner()).not.toBeNull();
    // One thing is said of the list, not two.
    expect(screen.queryByText(/could not be listed again/)).toBeNull();
    const places = screen.getByRole('navigation', { name: 'Places' });
    const here = within(places).getByRole('button', { name: 'My files' });
    expect(here.getAttribute('aria-description')).toContain('Cannot be reached at the moment');
    expect(within(statusBar()).getByText('From earlier, not checked')).toBeTruthy();
    expect(fake.callsOf('listings.refresh')).toEqual([]);
    act(() => screen.getByRole('button', { name: 'Try again' }).focus());
    act(() => fake.emit('accounts.changed', [ACCOUNT]));
    expect(banner()).toBeNull();
    expect(document.activeElement).toBe(grid());
    expect(fake.callsOf('listings.refresh')).toEqual([['view-1']]);
  });

  it('where nothing could be listed nobody is told to do what Pail does by itself', async () => {
    const fake = await open();
    const failed = { phase: 'failed', failure: unreachable, count: 0, shown: 0, folders: 0, bytes: 0 } as const;
    act(() => fake.emit('listing.changed', statusOf({ ...failed, version: 2 })));
    expect(screen.getByText(unreachable.message)).toBeTruthy();
    act(() => fake.emit('accounts.changed', [lost]));
    expect(screen.getByText(/^The storage cannot be reached\. Pail goes on by itself/)).toBeTruthy();
    expect(banner()).toBeNull();
    expect(screen.queryByText(unreachable.message)).toBeNull();
    expect(screen.getByText('Pail lists it as soon as the storage answers.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
    const denied = failure('access-denied', { subject: 'b' });
    act(() => fake.emit('listing.changed', statusOf({ ...failed, failure: denied, version: 3 })));
    expect(screen.getByText(denied.message)).toBeTruthy();
  });

  it('nothing is asked again that was listed, or that no network mends', async () => {
    const fake = await open();
    for (const change of [{}, { phase: 'failed', failure: failure('access-denied', { subject: 'b' }) }] as const) {
      const version = (useListing.getState().status?.version ?? 0) + 1;
      act(() => fake.emit('listing.changed', statusOf({ ...change, version })));
      act(() => fake.emit('accounts.changed', [lost]));
      act(() => fake.emit('accounts.changed', [ACCOUNT]));
    }
    expect(fake.callsOf('listings.refresh')).toEqual([]);
  });

  it('that of another location is nothing to this one', async () => {
    const fake = await open();
    const other = {
      ...ACCOUNT,
      locations: [LOCATION, { ...LOCATION, id: 'far', label: 'Far', outOfReach: true as const }],
    };
    act(() => fake.emit('accounts.changed', [other]));
    expect(banner()).toBeNull();
  });

  it('no network at all is said in other words, but not of a store on this computer', async () => {
    const onLine = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const fake = await open();
    expect(screen.getByText(/This computer has no network/)).toBeTruthy();
    act(() => fake.emit('accounts.changed', [{ ...ACCOUNT, locations: [{ ...LOCATION, local: true }] }]));
    expect(screen.queryByText(/This computer has no network/)).toBeNull();
    act(() => fake.emit('accounts.changed', [ACCOUNT]));
    act(() => fake.emit('listing.changed', statusOf({ phase: 'failed', failure: unreachable, version: 2 })));
    onLine.mockReturnValue(true);
    act(() => void window.dispatchEvent(new Event('online')));
    expect(screen.queryByText(/This computer has no network/)).toBeNull();
    expect(fake.callsOf('listings.refresh')).toHaveLength(1);
    onLine.mockRestore();
  });

  it('trying again is offered where it can help, and not where it cannot', async () => {
    const fake = await open();
    act(() => fake.emit('listing.changed', statusOf({ phase: 'failed', failure: unreachable, version: 2 })));
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
    const denied = failure('access-denied', { subject: 'b' });
    act(() => fake.emit('listing.changed', statusOf({ phase: 'failed', failure: denied, version: 3 })));
    expect(screen.getByText(/The list ends after 4 items\./)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });
});
