/** Starts everything that lives outside React, once for the life of the window. */
import { whyUnavailable } from '../../shared/commands.ts';
import { hasEnded, type TransferSummary } from '../../shared/model/transfer.ts';
import { text } from '../../shared/text/index.ts';
import { endWords, stateWords, transferTitle } from '../features/transfers/words.ts';
import { startComingBack } from '../state/coming-back.ts';
import { startEngineState } from '../state/engine.ts';
import { startForgetting } from '../state/forgetting.ts';
import { startListing } from '../state/listing.ts';
import { startMeasuring } from '../state/measure.ts';
import { announce, startNotices } from '../state/notices.ts';
import { startPlace } from '../state/place.ts';
import { startProfileReviews } from '../state/profile-reviews.ts';
import { startReviews } from '../state/reviews.ts';
import { startSummaries } from '../state/selection-summary.ts';
import { startSession, transferFolder, useSession } from '../state/session.ts';
import { startSheetSubjects } from '../state/sheet-subjects.ts';
import { startTransfers } from '../state/transfers.ts';
import { IS_MAC } from '../ui/platform.ts';
import { commandContext, startCommandContext } from './command-context.ts';
import { runCommand, startMenuCommands } from './command-handlers.ts';
import { startShortcuts } from './shortcuts.ts';

function announceNews(transfer: TransferSummary): void {
  const folder = transferFolder(useSession.getState(), transfer);
  const news = hasEnded(transfer) ? endWords(transfer) : stateWords(transfer);
  announce(text.ui.transfers.announce(transferTitle(transfer, folder), news));
}

/** Answers the way to stop, for tests. */
export function start(): () => void {
  const stops = [
    startNotices(),
    startPlace(),
    startListing(),
    startComingBack(),
    startSummaries(),
    startMeasuring(),
    startTransfers(announceNews),
    startEngineState(),
    startReviews(),
    startProfileReviews(),
    startSheetSubjects(),
    startForgetting(),
    startSession(),
    startCommandContext(),
    startMenuCommands(),
    startShortcuts(runCommand, (id) => whyUnavailable(id, commandContext()) === null, IS_MAC),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
