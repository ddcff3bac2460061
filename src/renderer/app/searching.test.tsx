import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Arrangement, Scope } from '../../shared/model/listing.ts';
import { useListing } from '../state/listing-store.ts';
import { goBack, usePlace } from '../state/place.ts';
import { statusOf } from '../testing/fake-pail.ts';
import { eachInItsWindow, filterBy, grid, open, row, statusBar } from '../testing/open-window.tsx';

const scopesOf = (fake: Awaited<ReturnType<typeof open>>) => fake.callsOf('listings.open').map((args) => args[3]);

/** A view of everything below the folder, with one object in it. */
const TREE = {
  rows: () => ({
    viewId: 'view-2',
    version: 1,
    start: 0,
    ids: [9],
    names: ['reports/2026/plan.md'],
    sizes: [10],
    modified: [0],
  }),
  open: (locationId: string, folder: string, arrangement: Arrangement, scope: Scope) =>
    statusOf({ viewId: `view-${scope}-${folder}`, locationId, folder, arrangement, scope, count: 1, shown: 1 }),
  find: () => 0,
};

eachInItsWindow();

describe('everything below', () => {
  it('is searched only while there is something to search for', async () => {
    const fake = await open();
    act(() => screen.getByRole('searchbox').focus());
    // Rows stay where they are for a focus.
    expect(screen.queryByRole('radio')).toBeNull();
    filterBy('plan');
    fireEvent.click(await screen.findByRole('radio', { name: 'Everything below' }));
    await waitFor(() => expect(scopesOf(fake)).toEqual(['folder', 'tree']));
    expect(fake.callsOf('listings.open')[1]?.[2]).toMatchObject({ filter: 'plan' });
    filterBy('plans');
    await waitFor(() => expect(useListing.getState().arrangement.filter).toBe('plans'));
    expect(scopesOf(fake)).toEqual(['folder', 'tree']);
    filterBy('');
    await waitFor(() => expect(scopesOf(fake)).toEqual(['folder', 'tree', 'folder']));
    expect(fake.callsOf('listings.open')[2]?.[2]).toMatchObject({ filter: '' });
  });

  it('is one list with its folders named, from where one gets to the folder of a row and back', async () => {
    const fake = await open({ listings: TREE });
    fireEvent.keyDown(grid(), { key: 'b', ctrlKey: true });
    await waitFor(() => expect(scopesOf(fake)).toEqual(['folder', 'tree']));
    const cell = within(await waitFor(() => row(/plan\.md/))).getAllByRole('gridcell')[0];
    expect(cell?.textContent).toContain('reports/2026');
    fireEvent.mouseDown(row(/plan\.md/));
    fireEvent.keyDown(grid(), { key: 'Enter', ctrlKey: true });
    await waitFor(() => expect(scopesOf(fake)).toEqual(['folder', 'tree', 'folder']));
    expect(usePlace.getState().place).toMatchObject({ folder: 'reports/2026/', focusName: 'plan.md', scope: 'folder' });
    act(() => goBack());
    await waitFor(() => expect(scopesOf(fake)).toEqual(['folder', 'tree', 'folder', 'tree']));
  });

  it('says how far a search has come, and what it was of when nothing was found', async () => {
    const fake = await open();
    filterBy('zzz');
    fireEvent.click(await screen.findByRole('radio', { name: 'Everything below' }));
    await waitFor(() => expect(useListing.getState().status?.scope).toBe('tree'));
    const { viewId, arrangement } = useListing.getState().status ?? statusOf({});
    const found = { viewId, arrangement, scope: 'tree', count: 12_000 } as const;
    act(() => fake.emit('listing.changed', statusOf({ ...found, phase: 'loading', shown: 2, version: 2 })));
    expect(await within(statusBar()).findByText('2 of 12,000 items so far')).toBeTruthy();
    expect(await within(statusBar()).findByText('Searching…')).toBeTruthy();
    act(() => fake.emit('listing.changed', statusOf({ ...found, shown: 0, version: 3 })));
    expect(screen.getByText('Searched 12,000 items in My files and everything below it.')).toBeTruthy();
  });
});
