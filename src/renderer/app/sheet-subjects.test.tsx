import { act, waitFor } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { whyUnavailable } from '../../shared/commands.ts';
import { text } from '../../shared/text/index.ts';
import { openViewId } from '../state/listing-store.ts';
import { folderPlace, goTo } from '../state/place.ts';
import { ask, type SheetRequest, useSheet } from '../state/sheets.ts';
import { ACCOUNT, type FakePail, PROFILE } from '../testing/fake-pail.ts';
import { eachInItsWindow, openWindow } from '../testing/open-window.tsx';
import { commandContext } from './command-context.ts';

let fake: FakePail;
eachInItsWindow();
beforeEach(async () => {
  fake = await openWindow();
  act(() => goTo(folderPlace('mine', '')));
  await waitFor(() => expect(openViewId()).not.toBeNull());
});

const view = () => ({ viewId: openViewId() ?? '', selection: { ids: [3] } as never });
const SHEETS: Readonly<Record<string, () => SheetRequest>> = {
  newFolder: () => ({ kind: 'newFolder', locationId: 'mine', folder: '' }),
  unfinished: () => ({ kind: 'unfinished', locationId: 'mine' }),
  rename: () => ({ kind: 'rename', ...view(), entry: { name: 'notes.md', kind: 'object' } }),
  properties: () => ({
    kind: 'properties',
    ...view(),
    entry: { name: 'notes.md', kind: 'object' },
    locationId: 'mine',
    address: 's3://acme/notes.md',
  }),
  copyTo: () => ({
    kind: 'copyTo',
    act: 'copy',
    ...view(),
    count: 1,
    name: 'a',
    from: { locationId: 'mine', folder: '' },
  }),
  delete: () => ({
    kind: 'delete',
    viewId: view().viewId,
    summary: { objects: 1, folders: 0, bytes: 1, firstName: 'a', pinned: 'p', shown: 1, hidden: 0 } as never,
  }),
  signOut: () => ({ kind: 'signOut', accountId: ACCOUNT.id }),
};

it.each(Object.keys(SHEETS))(
  '%s: closes when its account is signed out elsewhere, and commands can run again',
  async (kind) => {
    act(() => ask(SHEETS[kind]?.() as SheetRequest));
    expect(useSheet.getState().sheet?.kind).toBe(kind);
    act(() => fake.emit('accounts.changed', [{ ...ACCOUNT, displayName: 'Ana B.' }]));
    expect(useSheet.getState().sheet?.kind).toBe(kind);
    act(() => fake.emit('accounts.changed', []));
    await waitFor(() => expect(useSheet.getState().sheet).toBeNull());
    expect(whyUnavailable('importProfile', commandContext())).not.toBe(text.commands.reasons.sheetOpen);
  },
);

it('removing a profile: closes when the profile is gone', () => {
  act(() => ask({ kind: 'removeProfile', profileId: PROFILE.id }));
  act(() => fake.emit('accounts.changed', []));
  expect(useSheet.getState().sheet).not.toBeNull();
  act(() => fake.emit('profiles.changed', []));
  expect(useSheet.getState().sheet).toBeNull();
});
