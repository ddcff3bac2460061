import type { TransferSummary } from '../../shared/model/transfer.ts';
import { text } from '../../shared/text/index.ts';
import { ExplorerView } from '../features/explorer/ExplorerView.tsx';
import { KeepsFocus } from '../features/explorer/KeepsFocus.tsx';
import { ListingSummary } from '../features/explorer/ListingSummary.tsx';
import { Toolbar } from '../features/explorer/Toolbar.tsx';
import { TransfersButton } from '../features/transfers/TransfersButton.tsx';
import { TransfersDrawer } from '../features/transfers/TransfersDrawer.tsx';
import { leaving } from '../state/listing.ts';
import { type FolderPlace, folderPlace, goTo, showProfile } from '../state/place.ts';
import { folderTitle, ownedLocation, profileOf, transferFolder, useSession } from '../state/session.ts';
import { startSignIn } from '../state/sign-in.ts';
import { useTransfers } from '../state/transfers.ts';
import styles from './App.module.css';
import { SidePane } from './SidePane.tsx';

/** Toolbar, sidebar, list, drawer and status bar around one folder. */
export function ExplorerShell({ place }: { readonly place: FolderPlace }) {
  const session = useSession();
  const drawerOpen = useTransfers((state) => state.drawerOpen);
  const owned = ownedLocation(session, place.locationId);
  if (!owned) return null;
  const { account, location } = owned;
  const { folder } = place;
  const subject = {
    location,
    folder,
    title: folderTitle(session, location.id, folder),
    profileName: account.profileName,
    publisher: profileOf(session, account.profileId)?.publisher ?? null,
  };
  const signIn = (profileId: string) => {
    showProfile(profileId);
    void startSignIn(profileId);
  };
  const signInFor = (transfer: TransferSummary) => {
    const owner = session.accounts.find(({ id }) => id === transfer.accountId);
    return owner ? () => signIn(owner.profileId) : null;
  };
  return (
    <div className={styles['shell']}>
      <Toolbar
        root={location.label}
        folder={folder}
        viewKey={`${location.id}/${folder}`}
        onFolder={(target) => goTo(folderPlace(location.id, target), leaving())}
      />
      <SidePane>
        <main className={styles['content']} aria-label={subject.title}>
          <div className={styles['list']}>
            <ExplorerView
              subject={subject}
              expired={account.state === 'expired'}
              onSignIn={() => signIn(account.profileId)}
            />
          </div>
          {drawerOpen ? (
            <TransfersDrawer folderTitle={(transfer) => transferFolder(session, transfer)} signInFor={signInFor} />
          ) : null}
        </main>
      </SidePane>
      <section className={styles['statusBar']} aria-label={text.ui.explorer.statusBar}>
        <KeepsFocus>
          <ListingSummary />
        </KeepsFocus>
        <TransfersButton />
      </section>
    </div>
  );
}
