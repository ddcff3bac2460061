import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import { eachId, idSetOf } from '../../shared/model/id-set.ts';
import type { Arrangement, DeepSummary, ListingStatus, Selection } from '../../shared/model/listing.ts';
import { chosenCount } from '../state/chosen.ts';
import { listOnScreen } from '../state/list-place.ts';
import { useListing } from '../state/listing-store.ts';
import { goBack } from '../state/place.ts';
import { fails, statusOf } from '../testing/fake-pail.ts';
import { eachInItsWindow, filterBy, grid, open, row, statusBar } from '../testing/open-window.tsx';

eachInItsWindow();

describe('a folder that is opened while the one before it is listed again', () => {
  const openDuring = async (late: ListingStatus | Awaited<ReturnType<ReturnType<typeof fails>>>) => {
    const answers: ((value: unknown) => void)[] = [];
    const held = () => new Promise((resolve) => answers.push(resolve));
    const fake = await open({
      listings: { open: (_: string, folder: string) => (folder === '' ? statusOf({}) : held()), refresh: held },
    });
    act(() => fake.emit('folder.changed', { locationId: 'mine', folder: '' }));
    await waitFor(() => expect(fake.callsOf('listings.refresh')).toEqual([['view-1']]));
    fireEvent.mouseDown(await waitFor(() => row('drafts')));
    fireEvent.keyDown(grid(), { key: 'Enter' });
    await waitFor(() => expect(fake.callsOf('listings.open')).toHaveLength(2));
    await act(async () => answers[0]?.(late));
    await act(async () => answers[1]?.(statusOf({ viewId: 'view-2', folder: 'drafts/', count: 0, shown: 0 })));
    return fake;
  };

  it('shows its own rows, not those of the late answer', async () => {
    await openDuring(statusOf({ version: 9 }));
    expect(useListing.getState().status).toMatchObject({ viewId: 'view-2', shown: 0 });
    expect(screen.getByText('This folder is empty.')).toBeTruthy();
  });

  it('is opened once, though the view before it is gone', async () => {
    const fake = await openDuring(await fails(failure('not-found', { subject: 'view-1' }))());
    expect(fake.callsOf('listings.open')).toHaveLength(2);
    expect(screen.getByText('This folder is empty.')).toBeTruthy();
  });
});

describe('the size of a selection', () => {
  it('counts while one looks, until it is stopped', async () => {
    let answer: (deep: DeepSummary) => void = () => {};
    const fake = await open({
      listings: { measure: () => new Promise<DeepSummary>((resolve) => (answer = resolve)) },
    });
    fireEvent.mouseDown(await waitFor(() => row('drafts')));
    fireEvent.click(await within(statusBar()).findByRole('button', { name: 'Calculate size' }));
    await waitFor(() => expect(fake.callsOf('listings.measure')).toHaveLength(1));
    act(() => fake.emit('measure.changed', { viewId: 'another', objects: 7, bytes: 7 }));
    act(() => fake.emit('measure.changed', { viewId: 'view-1', objects: 2000, bytes: 5e6 }));
    expect(within(statusBar()).getByText('Counting, 2,000 objects, 5 MB so far')).toBeTruthy();
    fireEvent.click(within(statusBar()).getByRole('button', { name: 'Stop' }));
    expect(fake.callsOf('listings.stopMeasure')).toEqual([['view-1']]);
    await act(async () => answer({ objects: 2500, bytes: 6e6, complete: false }));
    expect(within(statusBar()).getByText('At least 2,500 objects, 6 MB')).toBeTruthy();
    fireEvent.mouseDown(row('reports'));
    expect(within(statusBar()).queryByText(/At least/)).toBeNull();
  });
});

describe('a selection', () => {
  it('of a range over rows that are not here is asked for once', async () => {
    const fake = await open({
      listings: {
        open: (locationId: string, folder: string) => statusOf({ locationId, folder, count: 1e6, shown: 1e6 }),
        range: () => idSetOf(Array.from({ length: 1e6 }, (_, id) => id + 1)),
      },
    });
    fireEvent.mouseDown(await waitFor(() => row('drafts')));
    fireEvent.keyDown(grid(), { key: 'End', shiftKey: true });
    await waitFor(() => expect(useListing.getState().chosen.size).toBe(1e6));
    expect(fake.callsOf('listings.range')).toEqual([['view-1', 0, 999_999]]);
  });

  it('starts at its row wherever that is by now', async () => {
    const fake = await open();
    fireEvent.mouseDown(await waitFor(() => row('reports')));
    // Another row has come before it; the engine knows where it is.
    useListing.setState({ anchor: 700, focus: 700 });
    fireEvent.mouseDown(row('notes.md'), { shiftKey: true });
    await waitFor(() => expect(fake.callsOf('listings.range')).toEqual([['view-1', 1, 3]]));
    await waitFor(() => expect([...eachId(useListing.getState().chosen.ids)]).toEqual([2, 3, 4]));
  });

  it('of everything stays what it was when a filter hides some of it', async () => {
    const fake = await open({
      listings: {
        arrange: (viewId: string, arrangement: Arrangement) =>
          statusOf({ viewId, arrangement, shown: 1, version: fake.callsOf('listings.arrange').length + 1 }),
        // All that is shown is selected, so there is nothing but what is.
        summarize: (_viewId: string, selection: Selection) => {
          const isNothing = 'allExcept' in selection && selection.allExcept.bits.length > 0;
          return { objects: isNothing ? 0 : 2, folders: isNothing ? 0 : 2, bytes: 5, firstName: '', pinned: 'p' };
        },
      },
    });
    await waitFor(() => row('drafts'));
    fireEvent.keyDown(grid(), { key: 'a', ctrlKey: true });
    filterBy('notes');
    await waitFor(() => expect(fake.callsOf('listings.range')).toEqual([['view-1', 0, 3]]));
    expect(await within(statusBar()).findByText('3 hidden by the filter')).toBeTruthy();
    expect([...eachId(useListing.getState().chosen.ids)]).toEqual([1, 2, 3, 4]);
  });

  it('of everything grows with the list', async () => {
    const fake = await open();
    await waitFor(() => row('drafts'));
    fireEvent.keyDown(grid(), { key: 'a', ctrlKey: true });
    // With the size: it has been counted.
    await within(statusBar()).findByText('4 selected, 1.2 MB without folders');
    act(() => fake.emit('listing.changed', statusOf({ phase: 'loading', count: 104, shown: 104, version: 2 })));
    expect(within(statusBar()).getByText(/^104 selected/)).toBeTruthy();
  });
});

it('the status bar says where sizes of folders are not counted, and nothing of it without folders', async () => {
  const fake = await open();
  expect(await within(statusBar()).findByText('4 items, 1.2 MB without folders')).toBeTruthy();
  act(() => fake.emit('listing.changed', statusOf({ folders: 0, version: 2 })));
  expect(within(statusBar()).getByText('4 items, 1.2 MB')).toBeTruthy();
});

describe('a folder that was seen before', () => {
  it('shows its rows at once, where they were, and says that they are being checked', async () => {
    const long = { count: 5000, shown: 5000 };
    const fake = await open({
      listings: {
        open: (locationId: string, folder: string) =>
          statusOf({ viewId: `view of ${folder}`, locationId, folder, ...(folder === '' ? long : {}) }),
      },
    });
    fireEvent.mouseDown(await waitFor(() => row('drafts')));
    act(() => listOnScreen.current?.showAt({ index: 2000, inset: 9 }));
    expect(listOnScreen.current?.anchor()).toEqual({ index: 2000, inset: 9 });
    fireEvent.keyDown(grid(), { key: 'Enter' });
    await screen.findByRole('grid', { name: 'Contents of drafts' });
    await waitFor(() => expect(useListing.getState().status?.folder).toBe('drafts/'));
    expect(listOnScreen.current?.anchor()).toEqual({ index: 0, inset: 0 });
    fireEvent.keyDown(grid(), { key: 'Backspace' });
    await waitFor(() => expect(useListing.getState().status?.folder).toBe(''));
    expect(listOnScreen.current?.anchor()).toEqual({ index: 0, inset: 0 });
    act(() => goBack());
    await waitFor(() => expect(useListing.getState().status?.folder).toBe('drafts/'));
    act(() => goBack());
    await waitFor(() => expect(useListing.getState().status?.folder).toBe(''));
    await waitFor(() => expect(listOnScreen.current?.anchor()).toEqual({ index: 2000, inset: 9 }));
    await waitFor(() => expect(useListing.getState().focusEntry?.name).toBe('drafts'));
    expect(listOnScreen.current?.anchor()).toEqual({ index: 2000, inset: 9 });

    const checked = { viewId: 'view of ', ...long, stale: true, phase: 'loading', version: 2 } as const;
    act(() => fake.emit('listing.changed', statusOf(checked)));
    expect(await within(statusBar()).findByText('Checking…')).toBeTruthy();
    expect(grid().getAttribute('aria-busy')).toBe('true');
    expect(within(statusBar()).getByText(/^5,000 items/)).toBeTruthy();
    act(() => fake.emit('listing.changed', statusOf({ ...checked, phase: 'partial', version: 3 })));
    expect(within(statusBar()).getByText('From earlier, not checked')).toBeTruthy();
    expect(grid().getAttribute('aria-busy')).toBe('false');
  });
});

describe('a refresh', () => {
  it('leaves the list with the row at its upper edge, and the focus with its row, when rows come above them', async () => {
    let version = 1;
    let above = 0;
    const long = { count: 5000, shown: 5000 };
    const fake = await open({
      listings: {
        open: (locationId: string, folder: string) => statusOf({ locationId, folder, ...long }),
        rows: (viewId: string, first: number, count: number) => {
          const ids = Array.from({ length: count }, (_, step) => first + step - above + 10);
          const numbers = ids.map(() => 1);
          return { viewId, version, start: first, ids, names: ids.map(String), sizes: numbers, modified: numbers };
        },
        summarize: () => ({ objects: 1, folders: 0, bytes: 1, firstName: '2012', pinned: 'p' }),
      },
    });
    await waitFor(() => row('10'));
    act(() => listOnScreen.current?.showAt({ index: 2000, inset: 9 }));
    fireEvent.mouseDown(await waitFor(() => row('2012')));
    expect(useListing.getState().focus).toBe(2002);
    version = 2;
    above = 3;
    act(() => fake.emit('listing.changed', statusOf({ ...long, version })));
    await waitFor(() => expect(listOnScreen.current?.anchor()).toEqual({ index: 2003, inset: 9 }));
    expect(useListing.getState().focus).toBe(2005);
    expect(row('2012').getAttribute('aria-selected')).toBe('true');
    // At the upper end of the list it is the end that one looks at.
    act(() => listOnScreen.current?.showAt({ index: 0, inset: 0 }));
    await waitFor(() => row('7'));
    version = 3;
    above = 4;
    act(() => fake.emit('listing.changed', statusOf({ ...long, version })));
    await waitFor(() => row('6'));
    expect(listOnScreen.current?.anchor()).toEqual({ index: 0, inset: 0 });
  });
});

it('Escape in the list takes back the selection, then the filter', async () => {
  await open();
  fireEvent.mouseDown(await waitFor(() => row('drafts')));
  filterBy('d');
  await waitFor(() => expect(useListing.getState().arrangement.filter).toBe('d'));
  fireEvent.keyDown(grid(), { key: 'Escape' });
  expect(chosenCount(useListing.getState().chosen, 4)).toBe(0);
  expect(useListing.getState().arrangement.filter).toBe('d');
  fireEvent.keyDown(grid(), { key: 'Escape' });
  await waitFor(() => expect(useListing.getState().arrangement.filter).toBe(''));
  expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('');
});

describe('stopping', () => {
  it('by Escape leaves what there is, and Escape then is for the selection again', async () => {
    const fake = await open({ listings: { stop: () => statusOf({ phase: 'partial', version: 3 }) } });
    fireEvent.mouseDown(await waitFor(() => row('drafts')));
    act(() => fake.emit('listing.changed', statusOf({ phase: 'loading', version: 2 })));
    fireEvent.keyDown(grid(), { key: 'Escape' });
    await within(statusBar()).findByText('Partial');
    expect(within(statusBar()).getByText(/^4 items so far/)).toBeTruthy();
    expect(row('drafts').getAttribute('aria-selected')).toBe('true');
    fireEvent.keyDown(grid(), { key: 'Escape' });
    expect(row('drafts').getAttribute('aria-selected')).toBe('false');
    expect(screen.getByText('Stopped: 4 items so far. There may be more.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'List again' }));
    await waitFor(() => expect(fake.callsOf('listings.refresh')).toHaveLength(1));
    expect(document.activeElement).toBe(grid());
  });
});
