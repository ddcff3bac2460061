import { type DragEvent, useState } from 'react';
import { pail } from '../../bridge.ts';
import { dropKind, rowsUnderWay } from '../../state/drag-out.ts';
import { report } from '../../state/notices.ts';
import { started } from '../../state/transfers.ts';
import { ownDropWish } from '../../ui/dropped.ts';

/** Rows of our own over a location of the sidebar: copied or moved to its top. Files of others are none of its business. */
export function useOwnDrop(locationId: string, canWrite: boolean) {
  const [over, setOver] = useState(false);
  const isTaken = (event: DragEvent): boolean =>
    canWrite && rowsUnderWay() !== null && dropKind(ownDropWish(event), { locationId, folder: '' }) !== null;
  const handlers = {
    onDragOver(event: DragEvent) {
      const taken = isTaken(event);
      setOver(taken);
      if (!taken) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'copy';
    },
    onDragLeave(event: DragEvent) {
      if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setOver(false);
    },
    onDrop(event: DragEvent) {
      setOver(false);
      if (!isTaken(event)) return;
      event.preventDefault();
      const files = [...event.dataTransfer.files];
      pail.transfers.uploadDropped(locationId, '', files, ownDropWish(event)).then(started, report);
    },
  };
  return { over, handlers };
}
