import { ProfileNotes } from '../features/profiles/ProfileNotes.tsx';
import { ProfileView } from '../features/sign-in/ProfileView.tsx';
import { accountOf, profileOf, useSession } from '../state/session.ts';
import styles from './App.module.css';
import { SidePane } from './SidePane.tsx';

/** A profile beside the sidebar, where its places will be: signing in changes what is listed and nothing else. */
export function ProfileShell({ profileId }: { readonly profileId: string }) {
  const session = useSession();
  const profile = profileOf(session, profileId);
  if (!profile) return null;
  return (
    <div className={styles['shell']}>
      <SidePane>
        <div className={styles['content']}>
          <ProfileView
            profile={profile}
            account={accountOf(session, profileId)}
            memoryOnly={session.info?.secretStorage === 'memory'}
            notes={<ProfileNotes facts={profile.facts} />}
          />
        </div>
      </SidePane>
    </div>
  );
}
