import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import { idSetOf } from '../../shared/model/id-set.ts';
import { useClipboard } from '../state/clipboard.ts';
import { useEngine } from '../state/engine.ts';
import { ACCOUNT, fails, type installFakePail, LOCATION, statusOf } from '../testing/fake-pail.ts';
import { eachInItsWindow, grid, openWindow, row } from '../testing/open-window.tsx';

async function open(overrides: Parameters<typeof installFakePail>[0] = {}) {
  const fake = await openWindow({ transfers: { list: () => [], copyTo: () => null }, ...overrides });
  await waitFor(() => row('notes.md'));
  return fake;
}

const press = (key: string) => fireEvent.keyDown(grid(), { key, ctrlKey: true });
const isDimmed = (name: string) => /cut/.test(row(name).className);

eachInItsWindow();
afterEach(() => {
  useClipboard.setState({ held: null });
  useEngine.setState(useEngine.getInitialState(), true);
});

it('pastes what was cut in another folder, whose view stays open until then', async () => {
  const fake = await open();
  fireEvent.mouseDown(row('notes.md'));
  press('x');
  await waitFor(() => expect(isDimmed('notes.md')).toBe(true));
  expect(isDimmed('drafts')).toBe(false);
  fireEvent.doubleClick(row('reports'));
  fireEvent.mouseDown(row('reports'));
  fireEvent.doubleClick(row('reports'));
  await screen.findByRole('grid', { name: 'Contents of reports' });
  expect(fake.callsOf('listings.close')).toEqual([]);
  press('v');
  const pasted = ['view-1', { ids: idSetOf([4]) }, LOCATION.id, 'reports/', 'move'];
  await waitFor(() => expect(fake.callsOf('transfers.copyTo')).toEqual([pasted]));
  await waitFor(() => expect(fake.callsOf('listings.close')).toEqual([['view-1']]));
  press('v');
  expect(fake.callsOf('transfers.copyTo')).toHaveLength(1);
});

it('pastes what was copied as often as wanted, and all means what was all then', async () => {
  const fake = await open();
  press('a');
  press('c');
  await waitFor(() => expect(useClipboard.getState().held).not.toBeNull());
  expect(isDimmed('drafts')).toBe(false);
  press('v');
  press('v');
  const pasted = ['view-1', { ids: idSetOf([1, 2, 3, 4]) }, LOCATION.id, '', 'copy'];
  await waitFor(() => expect(fake.callsOf('transfers.copyTo')).toEqual([pasted, pasted]));
});

it('duplicates in place, and offers nothing that the location does not allow', async () => {
  const fake = await open();
  fireEvent.mouseDown(row('notes.md'));
  press('d');
  const asked = ['view-1', { ids: idSetOf([4]) }, LOCATION.id, '', 'copy'];
  await waitFor(() => expect(fake.callsOf('transfers.copyTo')).toEqual([asked]));
  fireEvent.click(screen.getByRole('button', { name: 'Finance' }));
  await screen.findByRole('grid', { name: 'Contents of Finance' });
  fireEvent.mouseDown(await waitFor(() => row('notes.md')));
  for (const key of ['d', 'x']) press(key);
  fireEvent.keyDown(grid(), { key: 'F2' });
  expect(useClipboard.getState().held).toBeNull();
  expect(screen.queryByRole('dialog')).toBeNull();
  expect(fake.callsOf('transfers.copyTo')).toHaveLength(1);
});

it('renames the one selected thing, and says why not', async () => {
  const refusals = [fails(failure('target-exists', { subject: 'b.md' }))];
  const fake = await open({ objects: { rename: () => refusals.pop()?.() ?? null } });
  fireEvent.mouseDown(row('notes.md'));
  fireEvent.keyDown(grid(), { key: 'F2' });
  const sheet = await screen.findByRole('dialog', { name: 'Rename “notes.md”' });
  const field = within(sheet).getByLabelText<HTMLInputElement>('New name');
  expect(field.value).toBe('notes.md');
  const submit = within(sheet).getByRole('button', { name: 'Rename' });
  fireEvent.click(submit);
  expect(fake.callsOf('objects.rename')).toEqual([]);
  fireEvent.change(field, { target: { value: 'b.md' } });
  fireEvent.click(submit);
  expect(await within(sheet).findByText('“b.md” is there already and was left as it is.')).toBeTruthy();
  fireEvent.change(field, { target: { value: 'c.md' } });
  fireEvent.click(submit);
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(fake.callsOf('objects.rename').at(-1)).toEqual(['view-1', { ids: idSetOf([4]) }, 'c.md']);
});

it('asks where to, by folders of places where one may write, and starts there', async () => {
  const team = { ...LOCATION, id: 'team', label: 'Team' };
  const fake = await open({ accounts: { list: () => [{ ...ACCOUNT, locations: [...ACCOUNT.locations, team] }] } });
  fireEvent.mouseDown(row('notes.md'));
  fireEvent.contextMenu(row('notes.md'), { button: 2 });
  fireEvent.click(await screen.findByRole('menuitem', { name: /^Move to/ }));
  const sheet = await screen.findByRole('dialog', { name: 'Move “notes.md” to' });
  const choices = () =>
    within(sheet)
      .getAllByRole('option')
      .map((option) => option.textContent);
  await waitFor(() => expect(choices()).toEqual(['All places', 'drafts', 'reports']));
  fireEvent.click(within(sheet).getByRole('option', { name: 'All places' }));
  await waitFor(() => expect(choices()).toEqual(['My files', 'Team']));
  fireEvent.click(within(sheet).getByRole('button', { name: 'Move here' }));
  expect(fake.callsOf('transfers.copyTo')).toEqual([]);
  fireEvent.click(within(sheet).getByRole('option', { name: 'Team' }));
  fireEvent.click(await within(sheet).findByRole('option', { name: 'reports' }));
  await within(sheet).findByText('Into reports');
  fireEvent.click(within(sheet).getByRole('button', { name: 'Move here' }));
  const asked = ['view-1', { ids: idSetOf([4]) }, 'team', 'reports/', 'move'];
  await waitFor(() => expect(fake.callsOf('transfers.copyTo')).toEqual([asked]));
  // The views of the question are closed, that of the window is not.
  await waitFor(() => expect(fake.callsOf('listings.close').flat().sort()).toEqual(['view-2', 'view-3', 'view-4']));
});

it('says why folders do not come where the engine that listed them is down', async () => {
  let views = 0;
  const listing = () => {
    views += 1;
    return statusOf(
      views === 1 ? { viewId: 'view-1' } : { viewId: 'view-2', phase: 'loading', count: 0, shown: 0, folders: 0 },
    );
  };
  const fake = await open({ listings: { open: listing } });
  fireEvent.mouseDown(row('notes.md'));
  fireEvent.contextMenu(row('notes.md'), { button: 2 });
  fireEvent.click(await screen.findByRole('menuitem', { name: /^Copy to/ }));
  const sheet = await screen.findByRole('dialog', { name: 'Copy “notes.md” to' });
  await within(sheet).findByText('Loading…');
  act(() => fake.emit('engine.changed', 'down'));
  await within(sheet).findByText(/^The part of Pail that talks to the store does not run/);
  expect(within(sheet).queryByText('Loading…')).toBeNull();
});

it('makes a new folder where it would copy to, goes into it, and copies there', async () => {
  const refusals = [fails(failure('target-exists', { subject: 'drafts' }))];
  const createFolder = () => refusals.shift()?.();
  const fake = await open({ objects: { createFolder } });
  fireEvent.mouseDown(row('notes.md'));
  fireEvent.contextMenu(row('notes.md'), { button: 2 });
  fireEvent.click(await screen.findByRole('menuitem', { name: /^Copy to/ }));
  const chooser = await screen.findByRole('dialog', { name: 'Copy “notes.md” to' });
  fireEvent.click(within(chooser).getByRole('button', { name: 'New folder…' }));
  // Escape leads back to where to.
  const first = await screen.findByRole('textbox', { name: 'Name' });
  await waitFor(() => expect(document.activeElement).toBe(first));
  fireEvent.keyDown(first, { key: 'Escape' });
  fireEvent.click(await screen.findByRole('button', { name: 'New folder…' }));
  const field = await screen.findByRole('textbox', { name: 'Name' });
  await waitFor(() => expect(document.activeElement).toBe(field));
  fireEvent.change(field, { target: { value: 'drafts' } });
  fireEvent.submit(field);
  expect(await screen.findByText(/“drafts” is there already/)).toBeTruthy();
  fireEvent.change(field, { target: { value: '2027' } });
  fireEvent.submit(field);
  await screen.findByText('Into 2027');
  expect(fake.callsOf('objects.createFolder').at(-1)).toEqual([LOCATION.id, '', '2027']);
  fireEvent.click(screen.getByRole('button', { name: 'Copy here' }));
  const asked = ['view-1', { ids: idSetOf([4]) }, LOCATION.id, '2027/', 'copy'];
  await waitFor(() => expect(fake.callsOf('transfers.copyTo')).toEqual([asked]));
});

it('offers in its menu what is about rows where there are some, else what is about the folder', async () => {
  await open();
  const offered = async (at: Element) => {
    fireEvent.contextMenu(at, { button: 2 });
    const items = (await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent);
    fireEvent.keyDown(screen.getByRole('menu'), { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('menu')).toBeNull());
    return items.join();
  };
  fireEvent.mouseDown(row('notes.md'));
  const onRow = await offered(row('notes.md'));
  expect(onRow).toMatch(/^Open.*Rename….*Copy address.*Properties…/);
  expect(onRow).not.toMatch(/Upload|New folder|Refresh/);
  const onFolder = await offered(grid());
  expect(onFolder).toMatch(/^Upload files….*New folder….*Copy address/);
  expect(onFolder).not.toMatch(/Open|Rename|Properties/);
});
