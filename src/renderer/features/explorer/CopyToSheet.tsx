import { useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { Selection } from '../../../shared/model/listing.ts';
import { parentFolder } from '../../../shared/model/location.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { folderTitle, ownedLocation, useSession } from '../../state/session.ts';
import { started } from '../../state/transfers.ts';
import { Button } from '../../ui/Button.tsx';
import { splitPath, visibleName } from '../../ui/names.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import { type FolderChoice, FolderChooser } from './FolderChooser.tsx';
import { NewFolderSheet } from './NewFolderSheet.tsx';
import { MOST_FOLDERS, useFolders } from './use-folders.ts';

/** A folder of a location, or all locations. */
interface At {
  readonly locationId: string | null;
  readonly folder: string;
}

interface CopyToSheetProps {
  readonly act: 'copy' | 'move';
  readonly viewId: string;
  readonly selection: Selection;
  readonly count: number;
  /** See the sheet. */
  readonly name: string | null;
  readonly from: { readonly locationId: string; readonly folder: string };
  onClose(): void;
}

const UP = 'up';
/** Before the name or id of what is gone into: no name is taken for another choice. */
const INTO = 'into ';

/** Asks where to, folder by folder; a new one is gone into. */
export function CopyToSheet({ act, viewId, selection, count, name, from, onClose }: CopyToSheetProps) {
  const words = text.ui.copy;
  const session = useSession();
  const writable = session.accounts.flatMap(({ locations }) =>
    locations.filter((one) => one.actions.includes('write')),
  );
  const mayStart = ownedLocation(session, from.locationId)?.location.actions.includes('write') ?? false;
  const [at, setAt] = useState<At>(mayStart ? from : { locationId: null, folder: '' });
  const [naming, setNaming] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { locationId, folder } = at;
  const folders = useFolders(locationId, folder);
  const what = name === null ? text.counts.items(count) : text.ui.common.quoted(visibleName(splitPath(name)[1]));
  const title = locationId === null ? '' : visibleName(folderTitle(session, locationId, folder));

  const choices: FolderChoice[] =
    locationId === null
      ? writable.map(({ id, label }) => ({ id: `${INTO}${id}`, label, kind: 'location' }))
      : [upFrom(locationId, folder), ...folders.names.map((name) => folderChoice(name))];

  function upFrom(location: string, present: string): FolderChoice {
    const above =
      present === '' ? words.up : words.upTo(visibleName(folderTitle(session, location, parentFolder(present))));
    return { id: UP, label: above, kind: 'up' };
  }

  const isLate = useDelayed(locationId !== null && folders.loading);
  const choose = (id: string) => {
    setFailure(null);
    const into = id.slice(INTO.length);
    if (id === UP)
      setAt(folder === '' ? { locationId: null, folder: '' } : { locationId, folder: parentFolder(folder) });
    else if (locationId === null) setAt({ locationId: into, folder: '' });
    else setAt({ locationId, folder: `${folder}${into}/` });
  };

  const start = async () => {
    if (locationId === null || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      started(await pail.transfers.copyTo(viewId, selection, locationId, folder, act));
      onClose();
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };

  if (naming && locationId !== null) {
    return (
      <NewFolderSheet
        locationId={locationId}
        folder={folder}
        title={title}
        onClose={() => setNaming(false)}
        onCreated={(name) => choose(`${INTO}${name}`)}
      />
    );
  }
  return (
    <Sheet
      title={words.title[act](what)}
      onClose={onClose}
      onSubmit={() => void start()}
      actions={
        <>
          <Button onClick={onClose}>{text.ui.common.cancel}</Button>
          <Button look="primary" submit aria-disabled={locationId === null || busy}>
            {words.here[act]}
          </Button>
        </>
      }
    >
      <p aria-live="polite">{locationId === null ? words.locations : words.into(title)}</p>
      <FolderChooser
        key={`${locationId}/${folder}`}
        label={locationId === null ? words.locations : words.folders(title)}
        choices={choices}
        onChoose={choose}
      />
      <div>
        <Button small reason={locationId === null ? words.placeFirst : null} onClick={() => setNaming(true)}>
          {words.newFolder}
        </Button>
      </div>
      <p role="status">{failure?.message ?? statusWords()}</p>
    </Sheet>
  );

  function statusWords(): string {
    if (locationId === null) return writable.length === 0 ? words.noLocations : '';
    if (folders.failure) return folders.failure.message;
    if (folders.names.length >= MOST_FOLDERS) return words.firstOnly(MOST_FOLDERS.toLocaleString('en'));
    if (folders.loading) return isLate ? words.loading : '';
    return folders.names.length === 0 ? words.noFolders : '';
  }
}

function folderChoice(name: string): FolderChoice {
  return { id: `${INTO}${name}`, label: visibleName(name), kind: 'folder' };
}
