/** What could not be listed for want of a network is listed when there is one again, with nobody asking. */
import { refresh } from './listing.ts';
import { useListing } from './listing-store.ts';
import { report } from './notices.ts';
import { ownedLocation, type SessionState, useSession } from './session.ts';

function listAgain(): void {
  const { status } = useListing.getState();
  if (status?.phase === 'failed' && status.failure?.remedy === 'network') void refresh().catch(report);
}

function isOutOfReach(session: Pick<SessionState, 'accounts'>): boolean {
  const { status } = useListing.getState();
  return status !== null && (ownedLocation(session, status.locationId)?.location.outOfReach ?? false);
}

export function startComingBack(): () => void {
  window.addEventListener('online', listAgain);
  const stop = useSession.subscribe((session, before) => {
    if (session.accounts !== before.accounts && isOutOfReach(before) && !isOutOfReach(session)) listAgain();
  });
  return () => {
    window.removeEventListener('online', listAgain);
    stop();
  };
}
