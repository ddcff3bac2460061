/** Dragging rows out of the window: their files have to be there first, and somebody has to hold the button still. */
import { MAX_DRAGGED_BYTES, MAX_DRAGGED_OBJECTS } from '../../../shared/model/drag-out.ts';
import type { Entry, Selection } from '../../../shared/model/listing.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { chosenCount, isChosen, onlyOne, toSelection } from '../../state/chosen.ts';
import { type DraggedRows, useDragOut } from '../../state/drag-out.ts';
import { useListing } from '../../state/listing-store.ts';
import { notify, report } from '../../state/notices.ts';
import { ownedLocation, useSession } from '../../state/session.ts';
import { started } from '../../state/transfers.ts';
import { formatSize } from '../../ui/format.ts';

/** Drags a row out, with the selection if it is in that, for a person who has just begun to drag it. */
export async function dragRow(entry: Entry): Promise<void> {
  const { status, chosen } = useListing.getState();
  if (!status) return;
  const { viewId, locationId, folder, shown } = status;
  const rows = isChosen(chosen, entry.id) ? chosen : onlyOne(entry.id);
  const count = chosenCount(rows, shown);
  const mayMove = ownedLocation(useSession.getState(), locationId)?.location.actions.includes('delete') ?? false;
  const dragged: DraggedRows = { viewId, locationId, folder, mayMove, chosen: rows, count, phase: 'preparing' };
  const button = watchButton();
  useDragOut.setState({ dragged });
  try {
    const prepared = await pail.dragOut.prepare(viewId, toSelection(rows));
    if (prepared.state === 'too-much') offerDownload(viewId, toSelection(rows));
    if (prepared.state !== 'ready') return;
    if (button.isDown()) {
      useDragOut.setState({ dragged: { ...dragged, phase: 'under-way' } });
      await pail.dragOut.begin(prepared.dragId);
    } else {
      notify({ kind: 'info', message: text.ui.dragOut.ready(text.counts.items(count)), details: '' });
    }
  } catch (error) {
    report(error);
  } finally {
    button.stop();
    // A later drag has its own say.
    const { dragged: now } = useDragOut.getState();
    if (now?.chosen === rows && now.viewId === viewId) useDragOut.setState({ dragged: null });
  }
}

function offerDownload(viewId: string, selection: Selection): void {
  const words = text.ui.dragOut;
  const message = words.tooMuch(formatSize(MAX_DRAGGED_BYTES), text.counts.files(MAX_DRAGGED_OBJECTS));
  const run = (): void => {
    pail.transfers.downloadToDialog(viewId, selection).then(started, report);
  };
  notify({ kind: 'info', message, details: '' }, null, { label: words.downloadTo, run });
}

/** Whether the button that a drag began with is still held: a drag of the system that begins after that has no end. */
function watchButton(): { isDown(): boolean; stop(): void } {
  const ends = new AbortController();
  let isDown = true;
  const options = { capture: true, signal: ends.signal };
  const released = (): void => {
    isDown = false;
  };
  window.addEventListener('mouseup', released, options);
  window.addEventListener('pointercancel', released, options);
  // It may have been let go where nobody told us.
  const moved = (event: MouseEvent): void => {
    if ((event.buttons & 1) === 0) released();
  };
  window.addEventListener('mousemove', moved, options);
  return { isDown: () => isDown, stop: () => ends.abort() };
}
