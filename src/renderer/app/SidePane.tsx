import type { ReactNode } from 'react';
import { text } from '../../shared/text/index.ts';
import { pail } from '../bridge.ts';
import { Sidebar } from '../features/sidebar/Sidebar.tsx';
import { leaving } from '../state/listing.ts';
import { report } from '../state/notices.ts';
import { folderPlace, goTo, showProfile, usePlace } from '../state/place.ts';
import { useSession } from '../state/session.ts';
import { ask } from '../state/sheets.ts';
import { useRemembered } from '../ui/remembered.ts';
import { Splitter } from '../ui/Splitter.tsx';
import styles from './App.module.css';
import { importFromSidebar } from './use-window-drop.ts';

const LEAST = 180;
const MOST = 360;

/** The sidebar, as wide as it was set last, and what stands beside it. */
export function SidePane({ children }: { readonly children: ReactNode }) {
  const { accounts, profiles } = useSession();
  const place = usePlace((state) => state.place);
  const [width, setWidth] = useRemembered('sidebar', 220, LEAST, MOST);
  return (
    <div className={styles['middle']}>
      <div className={styles['side']} style={{ width }}>
        <Sidebar
          accounts={accounts}
          profiles={profiles}
          currentLocationId={place.kind === 'folder' ? place.locationId : null}
          currentProfileId={place.kind === 'profile' ? place.profileId : null}
          onLocation={(id) => goTo(folderPlace(id, ''), leaving())}
          onProfile={showProfile}
          onRefreshBuckets={(listId) => void pail.buckets.refresh(listId).catch(report)}
          onNewBucket={(listId) => ask({ kind: 'newBucket', listId })}
          onDeleteBucket={(locationId) => ask({ kind: 'deleteBucket', locationId })}
          onAccess={(accountId) => ask({ kind: 'access', accountId })}
          onSignOut={(accountId) => ask({ kind: 'signOut', accountId })}
          onAboutProfile={(profileId) => ask({ kind: 'aboutProfile', profileId })}
          onRemoveProfile={(profileId) => ask({ kind: 'removeProfile', profileId })}
          onDropFiles={importFromSidebar}
        >
          <Splitter
            label={text.ui.sidebar.resize}
            orientation="vertical"
            value={width}
            least={LEAST}
            most={MOST}
            step={10}
            valueAt={(x) => x}
            onChange={setWidth}
          />
        </Sidebar>
      </div>
      {children}
    </div>
  );
}
