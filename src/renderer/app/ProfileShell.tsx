import { ProfileView } from '../features/sign-in/ProfileView.tsx';
import { accountOf, profileOf, useSession } from '../state/session.ts';
import styles from './App.module.css';
import { SidePane } from './SidePane.tsx';

/** A profile on its own; beside the sidebar as soon as there is anything else to go to. */
export function ProfileShell({ profileId }: { readonly profileId: string }) {
  const session = useSession();
  const profile = profileOf(session, profileId);
  if (!profile) return null;
  const view = (
    <ProfileView
      profile={profile}
      account={accountOf(session, profileId)}
      memoryOnly={session.info?.secretStorage === 'memory'}
    />
  );
  if (session.profiles.length < 2 && session.accounts.length === 0) return view;
  return (
    <div className={styles['shell']}>
      <SidePane>
        <div className={styles['content']}>{view}</div>
      </SidePane>
    </div>
  );
}
