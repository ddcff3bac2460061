import { createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import { idSetOf } from '../../shared/model/id-set.ts';
import { useDragOut } from '../state/drag-out.ts';
import { useNotices } from '../state/notices.ts';
import { useSession } from '../state/session.ts';
import { ACCOUNT, fails, type installFakePail, LOCATION } from '../testing/fake-pail.ts';
import { eachInItsWindow, openWindow, row, statusBar } from '../testing/open-window.tsx';

type Overrides = NonNullable<Parameters<typeof installFakePail>[0]>;

const READY = { state: 'ready', dragId: 'drag-1' };
const TEAM = { ...LOCATION, id: 'team', label: 'Team' };

async function open(dragOut: NonNullable<Overrides['dragOut']>, actions = LOCATION.actions) {
  const locations = [
    { ...LOCATION, actions },
    TEAM,
    { ...LOCATION, id: 'finance', label: 'Finance', actions: ['list', 'read'] },
  ];
  const fake = await openWindow({
    accounts: { list: () => [{ ...ACCOUNT, locations }] },
    transfers: { list: () => [], uploadDropped: () => null, downloadToDialog: () => null },
    dragOut,
  });
  await waitFor(() => row('notes.md'));
  return fake;
}

const isSelected = (name: string) => row(name).getAttribute('aria-selected') === 'true';
/** Presses on a row and begins to drag it. */
function drag(name: string): Event {
  fireEvent.mouseDown(row(name));
  const event = createEvent.dragStart(row(name));
  fireEvent(row(name), event);
  return event;
}
/** What the system's files look like to the page, dragged by anybody. */
const FILES = { dataTransfer: { types: ['Files'], items: [{ kind: 'file' }], files: [new File([], 'notes.md')] } };
/** `keys`: those that are held, which the test's events take only when they are set afterwards. */
function dragTo(kind: 'dragOver' | 'drop', element: Element, keys: { ctrlKey?: boolean } = {}): Event {
  const event = createEvent[kind](element, FILES);
  for (const [key, value] of Object.entries(keys)) Object.defineProperty(event, key, { value });
  fireEvent(element, event);
  return event;
}

eachInItsWindow();
afterEach(() => {
  useDragOut.setState({ dragged: null });
  useNotices.setState({ toasts: [] });
});

it('prepares the selection of the row that is dragged, and has the system drag it while the button is held', async () => {
  const fake = await open({ prepare: () => READY });
  fireEvent.mouseDown(row('drafts'));
  fireEvent.mouseDown(row('notes.md'), { ctrlKey: true });
  expect(drag('drafts').defaultPrevented).toBe(true);
  await waitFor(() => expect(fake.callsOf('dragOut.begin')).toEqual([['drag-1']]));
  expect(fake.callsOf('dragOut.prepare')).toEqual([['view-1', { ids: idSetOf([1, 4]) }]]);
  // The press did not make it one, as a click would have.
  expect([isSelected('drafts'), isSelected('notes.md')]).toEqual([true, true]);
  await waitFor(() => expect(useDragOut.getState().dragged).toBeNull());
});

it('drags a row alone that is not selected, and none where nothing may be downloaded', async () => {
  const fake = await open({ prepare: () => READY });
  fireEvent.mouseDown(row('drafts'));
  drag('notes.md');
  await waitFor(() => expect(fake.callsOf('dragOut.prepare')).toEqual([['view-1', { ids: idSetOf([4]) }]]));
  expect(row('notes.md').getAttribute('draggable')).toBe('true');
  useSession.setState((now) => ({
    accounts: now.accounts.map((one) => ({
      ...one,
      locations: one.locations.map((location) => ({ ...location, actions: ['list'] })),
    })),
  }));
  await waitFor(() => expect(row('notes.md').getAttribute('draggable')).toBe('false'));
});

it('a click on one of several selected rows selects it alone, when the button goes up', async () => {
  await open({});
  fireEvent.mouseDown(row('drafts'));
  fireEvent.mouseDown(row('notes.md'), { ctrlKey: true });
  fireEvent.mouseDown(row('drafts'));
  expect(isSelected('notes.md')).toBe(true);
  fireEvent.click(row('drafts'));
  expect([isSelected('drafts'), isSelected('notes.md')]).toEqual([true, false]);
});

it('says that it prepares, and that one may drag again when the button went up before', async () => {
  let arrive = (_: unknown): void => {};
  const fake = await open({ prepare: () => new Promise((resolve) => (arrive = resolve)) });
  drag('notes.md');
  await screen.findByText('Preparing to drag out 1 item…');
  fireEvent.mouseUp(document.body);
  arrive(READY);
  await screen.findByText('Ready to drag out: 1 item. Drag again.');
  expect(screen.queryByText('Preparing to drag out 1 item…')).toBeNull();
  expect(fake.callsOf('dragOut.begin')).toEqual([]);
});

it('notices a button that went up outside of the window', async () => {
  let arrive = (_: unknown): void => {};
  const fake = await open({ prepare: () => new Promise((resolve) => (arrive = resolve)) });
  drag('notes.md');
  fireEvent.mouseMove(document.body, { buttons: 0 });
  arrive(READY);
  await screen.findByText(/Drag again/);
  expect(fake.callsOf('dragOut.begin')).toEqual([]);
});

it('offers a download where it is too much, and tells what failed', async () => {
  let answer: () => unknown = () => ({ state: 'too-much' });
  const fake = await open({ prepare: () => answer() });
  drag('notes.md');
  await screen.findByText('This is too much to drag out: at most 64 MB and 200 files at once.');
  fireEvent.click(screen.getByRole('button', { name: 'Download to…' }));
  await waitFor(() => expect(fake.callsOf('transfers.downloadToDialog')).toEqual([['view-1', { ids: idSetOf([4]) }]]));
  expect(screen.queryByText(/too much/)).toBeNull();
  const failed = failure('disk-full', { subject: 'notes.md' });
  answer = fails(failed);
  drag('notes.md');
  await screen.findByText(failed.message);
  expect(fake.callsOf('dragOut.begin')).toEqual([]);
});

it('says of own rows over the list what becomes of them, and drops them as the keys say', async () => {
  let release = (): void => {};
  const fake = await open({ prepare: () => READY, begin: () => new Promise<void>((resolve) => (release = resolve)) });
  drag('drafts');
  await waitFor(() => expect(fake.callsOf('dragOut.begin')).toHaveLength(1));
  dragTo('dragOver', row('reports'));
  await screen.findByText('Move 1 item to reports');
  dragTo('dragOver', row('reports'), { ctrlKey: true });
  await screen.findByText('Copy 1 item to reports');
  dragTo('dragOver', row('notes.md'));
  await screen.findByText('Already in this folder');
  // Not into itself either.
  dragTo('dragOver', row('drafts'));
  await screen.findByText('Already in this folder');
  dragTo('drop', row('reports'), { ctrlKey: true });
  expect(fake.callsOf('transfers.uploadDropped')).toEqual([['mine', 'reports/', expect.anything(), 'copy']]);
  release();
  await waitFor(() => expect(useDragOut.getState().dragged).toBeNull());
  dragTo('dragOver', row('reports'));
  await screen.findByText('Upload 1 item to reports');
});

it('says that own rows are copied where they may not be deleted', async () => {
  let release = (): void => {};
  const begin = () => new Promise<void>((resolve) => (release = resolve));
  await open({ prepare: () => READY, begin }, ['list', 'read', 'write']);
  drag('drafts');
  await waitFor(() => expect(useDragOut.getState().dragged?.phase).toBe('under-way'));
  dragTo('dragOver', row('reports'));
  await screen.findByText('Copy 1 item to reports');
  dragTo('dragOver', row('notes.md'));
  await screen.findByText('Already in this folder');
  release();
});

it('says why nothing came of what was let go over a place where one may not write, and only of that', async () => {
  await open({ prepare: () => READY });
  fireEvent.click(within(screen.getByRole('navigation', { name: 'Places' })).getByRole('button', { name: 'Finance' }));
  await screen.findByRole('grid', { name: 'Contents of Finance' });
  const told = () => useNotices.getState().toasts.map(({ message }) => message);
  const dragAway = () => {
    dragTo('dragOver', row('reports'));
    fireEvent.dragLeave(row('reports'));
  };
  dragAway();
  // It goes on elsewhere in the window.
  fireEvent.dragOver(statusBar());
  fireEvent.mouseMove(window);
  expect(told()).toEqual([]);
  dragAway();
  fireEvent.mouseMove(window);
  fireEvent.mouseMove(window);
  expect(told()).toEqual(['Nothing was uploaded. This location is read-only for you.']);
});

it('takes own rows on a location where one may write, and on no other', async () => {
  let release = (): void => {};
  const fake = await open({ prepare: () => READY, begin: () => new Promise<void>((resolve) => (release = resolve)) });
  const places = screen.getByRole('navigation', { name: 'Places' });
  const place = (name: string) => within(places).getByRole('button', { name });
  drag('notes.md');
  await waitFor(() => expect(fake.callsOf('dragOut.begin')).toHaveLength(1));
  const [team, finance, mine] = [place('Team'), place('Finance'), place(LOCATION.label)];
  dragTo('dragOver', team);
  expect(team.textContent).toBe('Copy 1 item to Team');
  dragTo('dragOver', mine);
  expect(mine.textContent).toBe('Already in this folder');
  for (const one of [team, finance, mine]) dragTo('drop', one);
  expect(fake.callsOf('transfers.uploadDropped')).toEqual([['team', '', expect.anything(), 'usual']]);
  expect(fake.callsOf('profiles.importDropped')).toEqual([]);
  release();
});

it('takes files on a location of the sidebar, says so there, and only there', async () => {
  const fake = await open({ prepare: () => READY });
  const places = screen.getByRole('navigation', { name: 'Places' });
  const place = (name: string) => within(places).getByRole('button', { name });
  const [team, finance] = [place('Team'), place('Finance')];
  expect(dragTo('dragOver', team).defaultPrevented).toBe(true);
  expect(team.textContent).toBe('Upload 1 item to Team');
  expect(within(places).getByRole('button', { name: 'Import profile…' })).toBeTruthy();
  fireEvent.dragLeave(team);
  expect(team.textContent).toBe('Team');
  dragTo('dragOver', finance);
  expect(finance.textContent).toBe('Read-only for you');
  // A browser drops nothing where it is told that nothing is taken: no profile, and not what is to be refused in words.
  expect((dragTo('dragOver', finance) as DragEvent).dataTransfer?.dropEffect).toBe('copy');
  dragTo('drop', finance);
  await screen.findByText('Nothing was uploaded. This location is read-only for you.');
  expect(fake.callsOf('transfers.uploadDropped')).toEqual([]);
  dragTo('drop', team);
  expect(fake.callsOf('transfers.uploadDropped')).toEqual([['team', '', expect.anything(), 'usual']]);
  fireEvent.drop(places, FILES);
  await screen.findByText(/Only .pail files can be dropped here/);
});

it('imports profiles that are dropped on a location, and shares none of them', async () => {
  const fake = await open({ prepare: () => READY });
  const places = screen.getByRole('navigation', { name: 'Places' });
  const files = [new File([], 'ACME.PAIL')];
  fireEvent.drop(within(places).getByRole('button', { name: 'Team' }), { dataTransfer: { types: ['Files'], files } });
  await waitFor(() => expect(fake.callsOf('profiles.importDropped')).toHaveLength(1));
  expect(fake.callsOf('transfers.uploadDropped')).toEqual([]);
});

it('takes profiles and other files together on no location: what has secrets is not uploaded beside the rest', async () => {
  const fake = await open({ prepare: () => READY });
  const places = screen.getByRole('navigation', { name: 'Places' });
  const files = [new File([], 'acme.pail'), new File([], 'notes.txt')];
  fireEvent.drop(within(places).getByRole('button', { name: 'Team' }), { dataTransfer: { types: ['Files'], files } });
  await screen.findByText(/^Nothing was uploaded. A profile/);
  expect(fake.callsOf('transfers.uploadDropped')).toEqual([]);
  expect(fake.callsOf('profiles.importDropped')).toEqual([]);
});
