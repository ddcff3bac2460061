/** What must not stay in the window for whoever signs in next. Places and transfers see to theirs (place.ts, transfers.ts). */
import { letGo } from './clipboard.ts';
import { forgetNotices } from './notices.ts';
import { ownedLocation, useSession } from './session.ts';

export function startForgetting(): () => void {
  return useSession.subscribe((now, before) => {
    letGo((locationId) => ownedLocation(now, locationId) !== null);
    const here = new Set(now.accounts.map(({ id }) => id));
    if (before.accounts.some(({ id }) => !here.has(id))) forgetNotices();
  });
}
