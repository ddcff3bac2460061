/** Starts everything that lives outside React, once for the life of the window. */
import { whyUnavailable } from '../../shared/commands.ts';
import type { TransferSummary } from '../../shared/model/transfer.ts';
import { text } from '../../shared/text/index.ts';
import { endWords, transferTitle } from '../features/transfers/words.ts';
import { startListing } from '../state/listing.ts';
import { startMeasuring } from '../state/measure.ts';
import { announce, startNotices } from '../state/notices.ts';
import { startPlace } from '../state/place.ts';
import { startSummaries } from '../state/selection-summary.ts';
import { folderTitle, startSession, useSession } from '../state/session.ts';
import { startTransfers } from '../state/transfers.ts';
import { IS_MAC } from '../ui/platform.ts';
import { commandContext, startCommandContext } from './command-context.ts';
import { runCommand, startMenuCommands } from './command-handlers.ts';
import { startShortcuts } from './shortcuts.ts';

function announceEnd(transfer: TransferSummary): void {
  const folder = folderTitle(useSession.getState(), transfer.locationId, transfer.folder);
  announce(text.ui.transfers.announceEnd(transferTitle(transfer, folder), endWords(transfer)));
}

/** Answers the way to stop, for tests. */
export function start(): () => void {
  const stops = [
    startNotices(),
    startPlace(),
    startListing(),
    startSummaries(),
    startMeasuring(),
    startTransfers(announceEnd),
    startSession(),
    startCommandContext(),
    startMenuCommands(),
    startShortcuts(runCommand, (id) => whyUnavailable(id, commandContext()) === null, IS_MAC),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
