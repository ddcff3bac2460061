/** What copying, moving and renaming do. */
import { pail } from '../bridge.ts';
import { hold, paste } from '../state/clipboard.ts';
import { selectedCount } from '../state/list-selection.ts';
import { ask } from '../state/sheets.ts';
import { started } from '../state/transfers.ts';
import { here, selected, soleSelected } from './selected.ts';

async function askForName(): Promise<void> {
  const what = selected();
  const entry = await soleSelected();
  if (what && entry && selected()?.viewId === what.viewId) ask({ kind: 'rename', ...what, entry });
}

async function askWhere(act: 'copy' | 'move'): Promise<void> {
  const what = selected();
  const place = here();
  const count = selectedCount();
  const entry = await soleSelected();
  if (!what || !place || selected()?.viewId !== what.viewId) return;
  ask({ kind: 'copyTo', act, ...what, count, name: entry?.name ?? null, from: place });
}

async function duplicate(): Promise<void> {
  const what = selected();
  const place = here();
  if (!what || !place) return;
  started(await pail.transfers.copyTo(what.viewId, what.selection, place.locationId, place.folder, 'copy'));
}

export const COPY_HANDLERS = {
  rename: askForName,
  copyTo: () => askWhere('copy'),
  moveTo: () => askWhere('move'),
  cut: () => hold('move'),
  copy: () => hold('copy'),
  paste: async () => {
    const place = here();
    if (place) started(await paste(place.locationId, place.folder));
  },
  duplicate,
};
