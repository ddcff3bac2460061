import { hasEnded } from '../../shared/model/transfer.ts';
import { DeleteSheet } from '../features/explorer/DeleteSheet.tsx';
import { NewFolderSheet } from '../features/explorer/NewFolderSheet.tsx';
import { RemoveProfileSheet } from '../features/profiles/RemoveProfileSheet.tsx';
import { SignOutSheet } from '../features/sign-in/SignOutSheet.tsx';
import { accountOf, folderTitle, profileOf, useSession } from '../state/session.ts';
import { closeSheet, useSheet } from '../state/sheets.ts';
import { useTransfers } from '../state/transfers.ts';

/** The question that is open, if its subject still exists. */
export function Sheets() {
  const sheet = useSheet((state) => state.sheet);
  const session = useSession();
  const transfers = useTransfers((state) => state.transfers);
  if (!sheet) return null;
  switch (sheet.kind) {
    case 'newFolder': {
      const title = folderTitle(session, sheet.locationId, sheet.folder);
      return <NewFolderSheet locationId={sheet.locationId} folder={sheet.folder} title={title} onClose={closeSheet} />;
    }
    case 'delete':
      return <DeleteSheet viewId={sheet.viewId} summary={sheet.summary} onClose={closeSheet} />;
    case 'signOut': {
      const account = session.accounts.find((one) => one.id === sheet.accountId);
      const locations = new Set(account?.locations.map((location) => location.id));
      const running = transfers.filter(({ summary }) => !hasEnded(summary) && locations.has(summary.locationId)).length;
      return account ? <SignOutSheet account={account} running={running} onClose={closeSheet} /> : null;
    }
    case 'removeProfile': {
      const profile = profileOf(session, sheet.profileId);
      const account = accountOf(session, sheet.profileId);
      return profile ? <RemoveProfileSheet profile={profile} account={account} onClose={closeSheet} /> : null;
    }
  }
}
