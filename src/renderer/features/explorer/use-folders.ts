import { useEffect, useState } from 'react';
import { type Failure, failure, toFailure } from '../../../shared/errors.ts';
import { DEFAULT_ARRANGEMENT, type ListingStatus, MAX_ROWS, windowEntries } from '../../../shared/model/listing.ts';
import { onPail, pail } from '../../bridge.ts';

/** Most folders that are shown to choose from. */
export const MOST_FOLDERS = 1000;

export interface Folders {
  readonly names: readonly string[];
  readonly loading: boolean;
  readonly failure: Failure | null;
}

const LOADING: Folders = { names: [], loading: true, failure: null };
const DOWN: Folders = { names: [], loading: false, failure: failure('engine-down') };

/** The folders in a folder, in a view of their own; none for `null`. */
export function useFolders(locationId: string | null, folder: string): Folders {
  const [folders, setFolders] = useState<Folders>(LOADING);
  useEffect(() => {
    setFolders(LOADING);
    if (locationId === null) return;
    let viewId: string | null = null;
    let isGone = false;
    let newest = 0;
    const fail = (error: unknown) => {
      if (!isGone) setFolders({ names: [], loading: false, failure: toFailure(error) });
    };
    const load = async (status: ListingStatus): Promise<void> => {
      newest = status.version;
      const names = await foldersOf(status);
      if (isGone || newest !== status.version) return;
      setFolders({ names, loading: status.phase === 'loading', failure: status.failure });
    };
    const stops = [
      onPail('listing.changed', (status) => {
        if (status.viewId === viewId) load(status).catch(fail);
      }),
      // Of another engine that runs the sheet does not hear: it closes with the view of what is selected.
      onPail('engine.changed', (state) => {
        if (state === 'down') setFolders((now) => (now.loading ? DOWN : now));
      }),
    ];
    const open = async (): Promise<void> => {
      const status = await pail.listings.open(locationId, folder, DEFAULT_ARRANGEMENT, 'folder');
      viewId = status.viewId;
      if (isGone) close(viewId);
      else await load(status);
    };
    open().catch(fail);
    return () => {
      isGone = true;
      for (const stop of stops) stop();
      if (viewId !== null) close(viewId);
    };
  }, [locationId, folder]);
  return folders;
}

/** Folders stand before objects. */
async function foldersOf({ viewId, folders }: ListingStatus): Promise<readonly string[]> {
  const names: string[] = [];
  const most = Math.min(folders, MOST_FOLDERS);
  while (names.length < most) {
    const found = windowEntries(
      await pail.listings.rows(viewId, names.length, Math.min(MAX_ROWS, most - names.length)),
    );
    if (found.length === 0) break;
    for (const { name, kind } of found) {
      if (kind !== 'folder') return names;
      names.push(name);
    }
  }
  return names;
}

function close(viewId: string): void {
  // A view that is gone already is as good as closed.
  pail.listings.close(viewId).catch(() => {});
}
