/**
 * What a person may do in a location, as the profile says. The server decides; this only tells in advance.
 * `share`: hand out addresses that open an object for others; the store allows those to whoever may read.
 */
export const ACTIONS = ['list', 'read', 'write', 'delete', 'share'] as const;
export type Action = (typeof ACTIONS)[number];

/** One place that the mapping gives to an account: what the sidebar shows. */
export interface Location {
  readonly id: string;
  readonly label: string;
  readonly bucket: string;
  /** Empty, or ends with `/`. */
  readonly prefix: string;
  readonly actions: readonly Action[];
  /** True where everybody who holds the profile uses the same static key. */
  readonly sharedKey: boolean;
  /** One of all buckets that are listed: which list it is from. */
  readonly listId?: string;
  /** True for a store on this machine over plain http. */
  readonly local: boolean;
  /** Nobody answers at its store at the moment; Pail looks again by itself. Left out: not so, as far as is known. */
  readonly outOfReach?: true;
}

/** A location of the profile that this account does not get, and why. */
export interface AbsentLocation {
  readonly label: string;
  readonly reason: string;
}

/** True for a folder inside a location as the contract passes it: empty, or segments that each end with `/`. */
export function isFolder(folder: string): boolean {
  return folder === '' || folder.endsWith('/');
}

/** The names of the folders on the way to `folder`, outermost first. */
export function folderSegments(folder: string): string[] {
  return folder === '' ? [] : folder.slice(0, -1).split('/');
}

/** The folder that contains `folder`; empty for the top one. */
export function parentFolder(folder: string): string {
  const segments = folderSegments(folder);
  return segments.length <= 1 ? '' : `${segments.slice(0, -1).join('/')}/`;
}
