/** A question whose subject is gone closes: behind it nothing could be done, although nobody sees it. */
import { openViewId, useListing } from './listing-store.ts';
import { bucketList, ownedLocation, profileOf, type SessionState, useSession } from './session.ts';
import { closeSheet, type SheetRequest, useSheet } from './sheets.ts';

function isThere(sheet: SheetRequest, session: SessionState): boolean {
  switch (sheet.kind) {
    case 'newBucket':
      return bucketList(session, sheet.listId) !== null;
    case 'deleteBucket':
    case 'newFolder':
    case 'unfinished':
      return ownedLocation(session, sheet.locationId) !== null;
    // What is selected in a view that is open no more is nothing any more.
    case 'delete':
    case 'rename':
    case 'properties':
    case 'copyTo':
      return openViewId() === sheet.viewId;
    case 'access':
    case 'signOut':
      return session.accounts.some((account) => account.id === sheet.accountId);
    case 'aboutProfile':
    case 'removeProfile':
      return profileOf(session, sheet.profileId) !== null;
    // These close when they are not asked any more: see reviews.ts and profile-reviews.ts.
    case 'review':
    case 'profileReview':
    case 'settings':
      return true;
  }
}

function check(): void {
  const { sheet } = useSheet.getState();
  if (sheet && !isThere(sheet, useSession.getState())) closeSheet();
}

export function startSheetSubjects(): () => void {
  const stops = [useSession.subscribe(check), useListing.subscribe(check), useSheet.subscribe(check)];
  return () => {
    for (const stop of stops) stop();
  };
}
