/** Dragging rows out of the window: what they name is downloaded first, because the system drags files that are there. */

/**
 * Most bytes (64 MB) that are downloaded while somebody holds the button: a few seconds on a usual line (5 s at 100 Mbit/s). What takes
 * longer is a download that can be paused, is remembered and tells how far it is.
 */
export const MAX_DRAGGED_BYTES = 64_000_000;

/** Most objects, those in folders included: each is a request at least, so that many small ones take long as well. */
export const MAX_DRAGGED_OBJECTS = 200;

/** What became of a wish to drag something out. */
export type PreparedDrag =
  /** The files are there; the drag may begin. */
  | { readonly state: 'ready'; readonly dragId: string }
  /** More than {@link MAX_DRAGGED_BYTES} or {@link MAX_DRAGGED_OBJECTS}: nothing was downloaded. */
  | { readonly state: 'too-much' }
  /** A later wish took its place, or nobody is signed in any more. */
  | { readonly state: 'stopped' };

/**
 * What the person wants of files dropped on the window that were dragged out of it: by a key that they hold, or, with none, what is
 * usual: a move within a location, a copy to another one.
 */
export const OWN_DROPS = ['usual', 'copy', 'move'] as const;
export type OwnDrop = (typeof OWN_DROPS)[number];

/**
 * What becomes of own files that are dropped on a folder; `null`: nothing, they are there already. From where nothing may be deleted
 * (`mayMove` is false) a move is a copy.
 */
export function ownDropKind(
  wish: OwnDrop,
  from: { readonly locationId: string; readonly folder: string; readonly mayMove: boolean },
  to: { readonly locationId: string; readonly folder: string },
): 'copy' | 'move' | null {
  const isSame = from.locationId === to.locationId;
  const kind = wish === 'usual' ? (isSame ? 'move' : 'copy') : wish;
  if (kind === 'move' && isSame && from.folder === to.folder) return null;
  return from.mayMove ? kind : 'copy';
}
