import { type DragEvent, useState } from 'react';
import type { Location } from '../../../shared/model/location.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { dropKind, dropWords, rowsUnderWay } from '../../state/drag-out.ts';
import { notify, report } from '../../state/notices.ts';
import { started } from '../../state/transfers.ts';
import { draggedCount, hasFiles, isProfileName, ownDropWish } from '../../ui/dropped.ts';

/** What is over a location, in words, and whether it would be taken. */
export interface OverLocation {
  readonly words: string;
  readonly taken: boolean;
}

function refuse(why: string): void {
  notify({ kind: 'info', message: text.ui.explorer.dropRefused(why), details: '' });
}

/**
 * Files, or rows of our own, over a location of the sidebar: they go to its top. Profiles are imported wherever on the sidebar they are
 * dropped: they may hold secrets, and nobody means to share them by an inch.
 */
export function useLocationDrop({ id: locationId, label, actions }: Location) {
  const [over, setOver] = useState<OverLocation | null>(null);
  const canWrite = actions.includes('write');
  const kindOf = (event: DragEvent) => dropKind(ownDropWish(event), { locationId, folder: '' });
  const handlers = {
    onDragOver(event: DragEvent) {
      if (!hasFiles(event.dataTransfer)) return;
      const kind = kindOf(event);
      const taken = canWrite && kind !== null;
      const count = rowsUnderWay()?.count ?? draggedCount(event.dataTransfer);
      const words = canWrite ? (kind ? dropWords(kind, count, label) : text.ui.dragOut.here) : text.ui.sidebar.readOnly;
      setOver((old) => (old?.words === words ? old : { words, taken }));
      // Nobody else is to take it: what is dropped here goes here or nowhere.
      event.preventDefault();
      // Also for a move: the system is told of copies only, since it would not take the originals away. And for files that are not taken:
      // they may be profiles, which are imported here, too, and otherwise why not is said when they are dropped.
      event.dataTransfer.dropEffect = taken || rowsUnderWay() === null ? 'copy' : 'none';
    },
    onDragLeave(event: DragEvent) {
      if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(null);
    },
    onDrop(event: DragEvent) {
      setOver(null);
      const files = [...event.dataTransfer.files];
      const isOwn = rowsUnderWay() !== null;
      const profiles = isOwn ? 0 : files.filter(({ name }) => isProfileName(name)).length;
      if (files.length === profiles) return;
      if (profiles > 0) {
        event.preventDefault();
        refuse(text.ui.sidebar.profileAmong);
      } else if (canWrite && kindOf(event) !== null) {
        event.preventDefault();
        pail.transfers.uploadDropped(locationId, '', files, ownDropWish(event)).then(started, report);
      } else if (!isOwn) {
        event.preventDefault();
        refuse(text.commands.reasons.notAllowed.write);
      }
    },
  };
  return { over, handlers };
}
