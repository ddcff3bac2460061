/** Where the window is, and where it was. */
import { create } from 'zustand';
import type { Scope } from '../../shared/model/listing.ts';
import { parentFolder } from '../../shared/model/location.ts';
import type { ScrollPlace } from './list-place.ts';
import { accountOf, ownedLocation, profileOf, type SessionState, useSession } from './session.ts';

export interface FolderPlace {
  readonly kind: 'folder';
  readonly locationId: string;
  readonly folder: string;
  /** `tree`: everything below the folder as one list. */
  readonly scope: Scope;
  /** The name of the row that had, or shall have, the focus. */
  readonly focusName: string | null;
  /** How it was left, for coming back to it; `null` where nobody was yet. */
  readonly left: LeftPlace | null;
}

/** What a person made of a folder. */
export interface LeftPlace {
  readonly filter: string;
  /** The filter looked through everything below. */
  readonly below: boolean;
  readonly scroll: ScrollPlace | null;
}

/** What history keeps of a place that is left. */
export interface Leaving {
  readonly focusName: string | null;
  readonly left: LeftPlace | null;
}

export type Place =
  | { readonly kind: 'welcome' }
  | { readonly kind: 'profile'; readonly profileId: string }
  | FolderPlace;

interface PlaceState {
  readonly place: Place;
  readonly back: readonly FolderPlace[];
  readonly forward: readonly FolderPlace[];
}

const WELCOME: Place = { kind: 'welcome' };
const MOST_HISTORY = 100;
const NOTHING_LEFT: Leaving = { focusName: null, left: null };

export const usePlace = create<PlaceState>(() => ({ place: WELCOME, back: [], forward: [] }));

export function folderPlace(locationId: string, folder: string, focusName: string | null = null): FolderPlace {
  return { kind: 'folder', locationId, folder, scope: 'folder', focusName, left: null };
}

function samePlace(a: Place, b: Place): boolean {
  if (a.kind !== 'folder' || b.kind !== 'folder') return false;
  return a.locationId === b.locationId && a.folder === b.folder && a.scope === b.scope;
}

/** The present folder as history keeps it. */
function kept(state: PlaceState, leaving: Leaving): readonly FolderPlace[] {
  return state.place.kind === 'folder' ? [{ ...state.place, ...leaving }] : [];
}

/** Goes to a folder. `leaving` says how the present one looks, so that Back finds it again. */
export function goTo(target: FolderPlace, leaving: Leaving = NOTHING_LEFT): void {
  usePlace.setState((state) => {
    if (samePlace(state.place, target)) return state;
    const back = [...state.back, ...kept(state, leaving)].slice(-MOST_HISTORY);
    return { place: target, back, forward: [] };
  });
}

export function goBack(leaving: Leaving = NOTHING_LEFT): void {
  usePlace.setState((state) => {
    const place = state.back.at(-1);
    if (!place) return state;
    return { place, back: state.back.slice(0, -1), forward: [...kept(state, leaving), ...state.forward] };
  });
}

export function goForward(leaving: Leaving = NOTHING_LEFT): void {
  usePlace.setState((state) => {
    const place = state.forward[0];
    if (!place) return state;
    return { place, back: [...state.back, ...kept(state, leaving)], forward: state.forward.slice(1) };
  });
}

/** Goes to the folder around the present one, with the present one focused there. */
export function goUp(leaving: Leaving = NOTHING_LEFT): void {
  const { place } = usePlace.getState();
  if (place.kind !== 'folder' || place.folder === '') return;
  const name = place.folder.slice(0, -1).split('/').at(-1) ?? null;
  goTo(folderPlace(place.locationId, parentFolder(place.folder), name), leaving);
}

export function showProfile(profileId: string): void {
  usePlace.setState((state) => ({
    place: { kind: 'profile', profileId },
    back: [...state.back, ...kept(state, NOTHING_LEFT)].slice(-MOST_HISTORY),
    forward: [],
  }));
}

type People = Pick<SessionState, 'profiles' | 'accounts'>;

function home({ profiles, accounts }: People): Place {
  const location = accounts.flatMap((account) => account.locations)[0];
  if (location) return folderPlace(location.id, '');
  const profile = profiles[0];
  return profile ? { kind: 'profile', profileId: profile.id } : WELCOME;
}

/**
 * Where the window belongs after profiles or accounts changed: it stays where it is while that exists, a finished sign-in
 * goes straight to its first location, and what is gone gives way to what is nearest.
 */
export function settle(place: Place, now: People, before: People, history: readonly FolderPlace[] = []): Place {
  if (place.kind === 'welcome') return home(now);
  if (place.kind === 'folder') {
    if (ownedLocation(now, place.locationId)) return place;
    const profileId = ownedLocation(before, place.locationId)?.account.profileId;
    if (profileId === undefined || !profileOf(now, profileId)) return home(now);
    const location = accountOf(now, profileId)?.locations[0];
    return location ? folderPlace(location.id, '') : { kind: 'profile', profileId };
  }
  if (!profileOf(now, place.profileId)) return home(now);
  const account = accountOf(now, place.profileId);
  const earlier = accountOf(before, place.profileId);
  // Which buckets there are the store tells after the sign-in.
  const hadNone = earlier?.state !== 'active' || earlier.locations.length === 0;
  if (account?.state !== 'active' || !hadNone) return place;
  const last = history.findLast((one) => account.locations.some((location) => location.id === one.locationId));
  const first = account.locations[0];
  return last ?? (first ? folderPlace(first.id, '') : place);
}

/** Follows the session; answers the way to stop. */
export function startPlace(): () => void {
  return useSession.subscribe((now, before) => {
    if (!now.loaded) return;
    usePlace.setState(({ place, back, forward }) => {
      const exists = (one: FolderPlace) => ownedLocation(now, one.locationId) !== null;
      const present = back.filter(exists);
      const next = settle(place, now, before.loaded ? before : { profiles: [], accounts: [] }, present);
      // Signing in again returns to where history ended.
      const rest = next === present.at(-1) ? present.slice(0, -1) : present;
      return { place: next, back: rest, forward: forward.filter(exists) };
    });
  });
}
