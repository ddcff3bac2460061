import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountSummary, ProfileSummary } from '../../shared/model/account.ts';
import { folderPlace, goBack, goForward, goTo, goUp, settle, usePlace } from './place.ts';

const profile = (id: string) => ({ id }) as ProfileSummary;
const account = (profileId: string, locations: string[], state: AccountSummary['state'] = 'active') =>
  ({
    id: `account-${profileId}`,
    profileId,
    state,
    locations: locations.map((id) => ({ id })),
  }) as unknown as AccountSummary;
const people = (profiles: string[], accounts: AccountSummary[] = []) => ({ profiles: profiles.map(profile), accounts });
const nobody = people([]);
const shows = (profileId: string) => ({ kind: 'profile', profileId }) as const;

describe('settle', () => {
  it('stays at the welcome until there is a profile', () => {
    expect(settle({ kind: 'welcome' }, nobody, nobody)).toEqual({ kind: 'welcome' });
    expect(settle({ kind: 'welcome' }, people(['p']), nobody)).toEqual(shows('p'));
  });
  it('goes to the first location at the start', () => {
    expect(settle({ kind: 'welcome' }, people(['p'], [account('p', ['a', 'b'])]), nobody)).toEqual(
      folderPlace('a', ''),
    );
  });
  it('goes to the first location when a sign-in has finished', () => {
    expect(settle(shows('p'), people(['p'], [account('p', ['a'])]), people(['p']))).toEqual(folderPlace('a', ''));
  });
  it('goes to the first bucket when the store has told which there are', () => {
    const before = people(['p'], [account('p', [])]);
    expect(settle(shows('p'), people(['p'], [account('p', ['a'])]), before)).toEqual(folderPlace('a', ''));
  });
  it('goes back to where it was after signing in again', () => {
    const before = people(['p'], [account('p', ['a', 'b'], 'expired')]);
    const now = people(['p'], [account('p', ['a', 'b'])]);
    expect(settle(shows('p'), now, before, [folderPlace('b', 'x/')])).toEqual(folderPlace('b', 'x/'));
  });
  it('leaves a person alone who looks at something else meanwhile', () => {
    const there = folderPlace('q1', 'x/');
    const before = people(['p', 'q'], [account('q', ['q1'])]);
    const now = people(['p', 'q'], [account('q', ['q1']), account('p', ['a'])]);
    expect(settle(there, now, before)).toBe(there);
  });
  it('shows the profile after signing out', () => {
    const before = people(['p'], [account('p', ['a'])]);
    expect(settle(folderPlace('a', 'x/'), people(['p']), before)).toEqual(shows('p'));
  });
  it('goes elsewhere when the profile was removed', () => {
    const before = people(['p', 'q'], [account('p', ['a'])]);
    expect(settle(folderPlace('a', ''), people(['q']), before)).toEqual(shows('q'));
    expect(settle(folderPlace('a', ''), nobody, before)).toEqual({ kind: 'welcome' });
  });
  it('stays with a person who has no locations', () => {
    expect(settle(shows('p'), people(['p'], [account('p', [])]), people(['p']))).toEqual(shows('p'));
  });
});

describe('history', () => {
  beforeEach(() => usePlace.setState({ place: folderPlace('a', ''), back: [], forward: [] }));
  const now = () => usePlace.getState();

  const left = { filter: 'x', below: true, scroll: { index: 70, inset: 3 } };

  it('remembers how each folder was left', () => {
    goTo(folderPlace('a', 'x/'), { focusName: 'x', left });
    expect(now().back).toEqual([{ ...folderPlace('a', '', 'x'), left }]);
    goBack({ focusName: 'inside', left: null });
    expect(now().place).toEqual({ ...folderPlace('a', '', 'x'), left });
    goForward();
    expect(now().place).toEqual(folderPlace('a', 'x/', 'inside'));
  });
  it('keeps a folder and everything below it as two places', () => {
    goTo({ ...folderPlace('a', ''), scope: 'tree' });
    expect(now().back).toEqual([folderPlace('a', '')]);
  });
  it('does not keep the same place twice', () => {
    goTo(folderPlace('a', ''));
    expect(now().back).toEqual([]);
  });
  it('focuses the folder it came from when going up', () => {
    goTo(folderPlace('a', 'x/y/'));
    goUp();
    expect(now().place).toEqual(folderPlace('a', 'x/', 'y'));
  });
});
