/** What each command does. Whether it may run is decided before, by the registry. */
import { flushSync } from 'react-dom';
import { type CommandId, whyUnavailable } from '../../shared/commands.ts';
import { text } from '../../shared/text/index.ts';
import { onPail, pail } from '../bridge.ts';
import { clearSelection, selectAll, selectedCount } from '../state/list-selection.ts';
import { arrange, leaving, refresh, stop } from '../state/listing.ts';
import { openViewId, useListing } from '../state/listing-store.ts';
import { measureSelection } from '../state/measure.ts';
import { notify, report } from '../state/notices.ts';
import { folderPlace, goBack, goForward, goTo, goUp, showProfile, usePlace } from '../state/place.ts';
import { countSelection } from '../state/selection-summary.ts';
import { ownedLocation, useSession } from '../state/session.ts';
import { ask } from '../state/sheets.ts';
import { chosenTransfer, started, toggleDrawer, toggleFirst, useTransfers } from '../state/transfers.ts';
import { copyText } from '../ui/copy-text.ts';
import { focusOn, isFocusIn } from '../ui/focus-targets.ts';
import { splitPath, visibleName } from '../ui/names.ts';
import { commandContext } from './command-context.ts';
import { COPY_HANDLERS } from './copy-handlers.ts';
import { addressOf, here, selected, soleSelected } from './selected.ts';

/** The profile that the window shows, or whose files it shows. */
function presentProfileId(): string | null {
  const { place } = usePlace.getState();
  if (place.kind === 'profile') return place.profileId;
  return place.kind === 'folder'
    ? (ownedLocation(useSession.getState(), place.locationId)?.account.profileId ?? null)
    : null;
}

async function upload(what: 'files' | 'folders'): Promise<void> {
  const place = here();
  if (place) started(await pail.transfers.uploadFromDialog(place.locationId, place.folder, what));
}

async function download(): Promise<void> {
  const what = selected();
  if (what) started(await pail.transfers.downloadToDialog(what.viewId, what.selection));
}

async function downloadZip(): Promise<void> {
  const what = selected();
  if (what) started(await pail.transfers.downloadZipToDialog(what.viewId, what.selection));
}

/** Goes into the one selected folder; anything else can be had as a download. */
async function open(): Promise<void> {
  const place = here();
  const entry = await soleSelected();
  // Somebody went elsewhere while the engine was asked.
  if (here() !== place) return;
  if (place && entry?.kind === 'folder') {
    goTo(folderPlace(place.locationId, `${place.folder}${entry.name}/`), { ...leaving(), focusName: entry.name });
  } else if (whyUnavailable('download', commandContext()) === null) await download();
}

/** Goes to the folder that holds the one selected object of a flat view, and selects it there. */
async function showInFolder(): Promise<void> {
  const place = here();
  const entry = await soleSelected();
  if (!place || !entry || here() !== place) return;
  const [folder, name] = splitPath(entry.name);
  goTo(folderPlace(place.locationId, `${place.folder}${folder}`, name), leaving());
}

async function showProperties(): Promise<void> {
  const place = here();
  const what = selected();
  const entry = await soleSelected();
  const address = place && entry ? addressOf(place, entry) : null;
  if (!place || !what || !entry || address === null || openViewId() !== what.viewId) return;
  ask({ kind: 'properties', ...what, entry, locationId: place.locationId, address });
}

/** Of the one selected row, or of the folder where nothing is selected. */
async function copyAddress(): Promise<void> {
  const place = here();
  const entry = await soleSelected();
  const address = place && here() === place ? addressOf(place, entry) : null;
  if (address === null || !(await copyText(address))) return;
  notify({ kind: 'info', message: text.ui.explorer.addressCopied(visibleName(address)), details: '' });
}

/** Turns the flat view on or off; the filter stays. */
function toggleFlat(): void {
  const place = here();
  if (!place) return;
  const { filter } = useListing.getState().arrangement;
  const scope = place.scope === 'tree' ? 'folder' : 'tree';
  const left = { filter, below: false, scroll: null };
  goTo({ ...folderPlace(place.locationId, place.folder), scope, left }, leaving());
}

async function askToDelete(): Promise<void> {
  const { status, chosen } = useListing.getState();
  if (!status || selectedCount() === 0) return;
  const summary = await countSelection(status, chosen);
  if (openViewId() === status.viewId) ask({ kind: 'delete', viewId: status.viewId, summary });
}

/** In a text field the native menu's "Select all" means the text. */
function selectEverything(): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLInputElement) activeElement.select();
  else selectAll();
}

/** The keyboard goes into what opens, and never stays in what closes. */
function toggleTransfers(): void {
  if (useTransfers.getState().drawerOpen && isFocusIn('transfers')) focusOn('list');
  flushSync(toggleDrawer);
  if (useTransfers.getState().drawerOpen) focusOn('transfers');
}

/** Opens a sheet about whoever is signed in through the profile that the window shows. */
function askOfAccount(kind: 'access' | 'signOut'): void {
  const profileId = presentProfileId();
  const account = useSession.getState().accounts.find((one) => one.profileId === profileId);
  if (account) ask({ kind, accountId: account.id });
}

export const HANDLERS = {
  importProfile: async () => {
    const profile = await pail.profiles.importFromDialog();
    if (profile) showProfile(profile.id);
  },
  open,
  showInFolder,
  uploadFiles: () => upload('files'),
  uploadFolder: () => upload('folders'),
  download,
  downloadZip,
  newFolder: () => {
    const place = here();
    if (place) ask({ kind: 'newFolder', locationId: place.locationId, folder: place.folder });
  },
  calculateSize: measureSelection,
  copyAddress,
  properties: showProperties,
  ...COPY_HANDLERS,
  unfinishedUploads: () => {
    const place = here();
    if (place) ask({ kind: 'unfinished', locationId: place.locationId });
  },
  delete: askToDelete,
  selectAll: selectEverything,
  stop,
  clearSelection,
  filter: () => focusOn('filter'),
  clearFilter: () => arrange({ filter: '' }),
  back: () => goBack(leaving()),
  forward: () => goForward(leaving()),
  up: () => goUp(leaving()),
  refresh,
  showBelow: toggleFlat,
  toggleTransfers,
  pauseAll: () => pail.transfers.pauseAll(),
  resumeAll: () => pail.transfers.resumeAll(),
  doFirst: async () => {
    const transfer = chosenTransfer(useTransfers.getState());
    if (transfer) await toggleFirst(transfer);
  },
  openSettings: () => ask({ kind: 'settings' }),
  showAccess: () => askOfAccount('access'),
  signOut: () => askOfAccount('signOut'),
  aboutProfile: () => {
    const profileId = presentProfileId();
    if (profileId !== null) ask({ kind: 'aboutProfile', profileId });
  },
  removeProfile: () => {
    const profileId = presentProfileId();
    if (profileId !== null) ask({ kind: 'removeProfile', profileId });
  },
} satisfies Record<CommandId, () => void | Promise<void>>;

/** Runs a command if it can run now; what goes wrong is told as a notice. */
export function runCommand(id: CommandId): void {
  if (whyUnavailable(id, commandContext()) !== null) return;
  const run = async () => HANDLERS[id]();
  run().catch(report);
}

/** Commands that were chosen in the native menu. */
export function startMenuCommands(): () => void {
  return onPail('command', ({ id }) => runCommand(id));
}
