/** What the window can do now, derived from the stores, and told to main when the answer changes. */
import { COMMAND_IDS, COMMANDS, type Command, type CommandContext, whyUnavailable } from '../../shared/commands.ts';
import { pail } from '../bridge.ts';
import { chosenCount } from '../state/chosen.ts';
import { useClipboard } from '../state/clipboard.ts';
import { useListing } from '../state/listing-store.ts';
import { report } from '../state/notices.ts';
import { usePlace } from '../state/place.ts';
import { accountOf, ownedLocation, useSession } from '../state/session.ts';
import { useSheet } from '../state/sheets.ts';
import { chosenTransfer, glance, useTransfers } from '../state/transfers.ts';

export function commandContext(): CommandContext {
  const session = useSession.getState();
  const { place, back, forward } = usePlace.getState();
  const { status, chosen, arrangement } = useListing.getState();
  const owned = place.kind === 'folder' ? ownedLocation(session, place.locationId) : null;
  const account = place.kind === 'profile' ? accountOf(session, place.profileId) : (owned?.account ?? null);
  const profileId = place.kind === 'profile' ? place.profileId : owned?.account.profileId;
  const rowCount = status?.shown ?? 0;
  const { running, paused, parked } = glance(useTransfers.getState().transfers);
  const transfer = chosenTransfer(useTransfers.getState());
  return {
    view: place.kind === 'folder' ? 'explorer' : place.kind === 'profile' ? 'signIn' : 'welcome',
    hasAccount: account !== null,
    managed: session.profiles.some(({ id, facts }) => id === profileId && facts.managed),
    actions: owned?.location.actions ?? [],
    selectedCount: chosenCount(chosen, rowCount),
    rowCount,
    scope: status?.scope ?? 'folder',
    flat: place.kind === 'folder' && place.scope === 'tree',
    filtered: arrangement.filter !== '',
    canStop: status?.phase === 'loading' && !status.stale,
    canGoBack: back.length > 0,
    canGoForward: forward.length > 0,
    canGoUp: place.kind === 'folder' && place.folder !== '',
    canPaste: useClipboard.getState().held !== null,
    canPauseTransfers: running > 0,
    canResumeTransfers: paused + parked > 0,
    canDoFirst: transfer !== null,
    doesFirst: transfer?.first ?? false,
    modal: useSheet.getState().sheet !== null,
  };
}

/** Two contexts with the same key offer the same commands, in the same state and for the same reasons. */
export function contextKey(context: CommandContext): string {
  return COMMAND_IDS.map((id) => {
    const { checked, offered }: Command = COMMANDS[id];
    return `${whyUnavailable(id, context) ?? ''}|${checked?.(context) ?? ''}|${offered?.(context) ?? ''}`;
  }).join('\n');
}

/** Calls `listener` once and then whenever what can be done changes. Counts that change nothing are not told. */
export function watchCommandContext(listener: (context: CommandContext) => void): () => void {
  let told: string | null = null;
  const check = () => {
    const context = commandContext();
    const key = contextKey(context);
    if (key === told) return;
    told = key;
    listener(context);
  };
  const stores = [useSession, usePlace, useListing, useSheet, useClipboard, useTransfers];
  const stops = stores.map((store) => store.subscribe(check));
  check();
  return () => {
    for (const stop of stops) stop();
  };
}

/** Keeps the native menu in step with the window. */
export function startCommandContext(): () => void {
  return watchCommandContext((context) => void pail.app.setCommandContext(context).catch(report));
}
