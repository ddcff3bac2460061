import type { TransferSummary } from '../../../shared/model/transfer.ts';
import { pail } from '../../bridge.ts';
import { leaving } from '../../state/listing.ts';
import { report } from '../../state/notices.ts';
import { folderPlace, goTo } from '../../state/place.ts';
import { ownedLocation, useSession } from '../../state/session.ts';
import { focusOn } from '../../ui/focus-targets.ts';

/**
 * Shows where a transfer that has ended went to: a folder of this computer, or of a location in the list. `null` where nothing is there
 * of it, or where that location is not there any more.
 */
export function useFolderOf({ id, kind, items, locationId, folder }: TransferSummary): (() => void) | null {
  const hasLocation = useSession((session) => ownedLocation(session, locationId) !== null);
  if (items.done + items.skipped === 0 || kind === 'delete') return null;
  if (kind === 'download' || kind === 'zip') return () => void pail.transfers.reveal(id).catch(report);
  if (!hasLocation) return null;
  return () => {
    goTo(folderPlace(locationId, folder), leaving());
    focusOn('list');
  };
}
