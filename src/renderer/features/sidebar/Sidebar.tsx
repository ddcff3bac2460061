import { Plus, Settings } from 'lucide-react';
import { type DragEvent, type ReactNode, useState } from 'react';
import type { AccountSummary, ProfileSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { rowsUnderWay } from '../../state/drag-out.ts';
import { CommandButton } from '../../ui/CommandButton.tsx';
import { useCommand } from '../../ui/commands.ts';
import { cx } from '../../ui/cx.ts';
import { hasFiles } from '../../ui/dropped.ts';
import { moveRoving } from '../../ui/roving.ts';
import { AccountSection } from './AccountSection.tsx';
import type { BucketDeeds } from './BucketListSection.tsx';
import styles from './Sidebar.module.css';
import { SidebarButton } from './SidebarButton.tsx';

export interface SidebarProps extends BucketDeeds {
  readonly accounts: readonly AccountSummary[];
  readonly profiles: readonly ProfileSummary[];
  readonly currentLocationId: string | null;
  readonly currentProfileId: string | null;
  onLocation(locationId: string): void;
  onProfile(profileId: string): void;
  onAccess(accountId: string): void;
  onSignOut(accountId: string): void;
  onAboutProfile(profileId: string): void;
  onRemoveProfile(profileId: string): void;
  onDropFiles(files: readonly File[]): void;
  /** The line that sets its width. */
  readonly children: ReactNode;
}

/** All places: accounts with their locations, then the profiles that nobody is signed in through. */
export function Sidebar(props: SidebarProps) {
  const words = text.ui.sidebar;
  const importProfile = useCommand('importProfile');
  const [dropping, setDropping] = useState(false);
  const others = props.profiles.filter((profile) => !props.accounts.some((one) => one.profileId === profile.id));
  const currentProfile = others.find((profile) => profile.id === props.currentProfileId);
  const onDragOver = (event: DragEvent) => {
    // Rows of our own can be dropped on locations only.
    // And what a location takes is no profile.
    if (event.defaultPrevented || !hasFiles(event.dataTransfer) || rowsUnderWay() !== null) return setDropping(false);
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    setDropping(true);
  };
  const onDragLeave = (event: DragEvent) => {
    if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setDropping(false);
  };
  const onDrop = (event: DragEvent) => {
    setDropping(false);
    if (event.defaultPrevented || rowsUnderWay() !== null) return;
    event.preventDefault();
    props.onDropFiles([...event.dataTransfer.files]);
  };
  return (
    <nav
      className={cx(styles['sidebar'], dropping && styles['dropping'])}
      aria-label={words.name}
      onDragOver={onDragOver}
      onDragLeave={onDragLeave}
      onDrop={onDrop}
    >
      <div className={styles['places']}>
        {props.accounts.map((account) => (
          <AccountSection
            key={account.id}
            account={account}
            current={props.currentLocationId}
            isCurrentProfile={props.currentProfileId === account.profileId}
            onLocation={props.onLocation}
            onProfile={() => props.onProfile(account.profileId)}
            onRefreshBuckets={props.onRefreshBuckets}
            onNewBucket={props.onNewBucket}
            onDeleteBucket={props.onDeleteBucket}
            onAccess={() => props.onAccess(account.id)}
            onSignOut={() => props.onSignOut(account.id)}
            onAboutProfile={() => props.onAboutProfile(account.profileId)}
            onRemoveProfile={() => props.onRemoveProfile(account.profileId)}
          />
        ))}
        {others.length > 0 ? (
          <section className={styles['section']} aria-label={words.profiles}>
            <h2 className={styles['heading']} aria-label={words.profiles}>
              {words.profiles}
            </h2>
            <ul onKeyDown={moveRoving}>
              {others.map((profile, index) => (
                <li key={profile.id}>
                  <SidebarButton
                    kind="profile"
                    label={profile.name}
                    current={props.currentProfileId === profile.id}
                    tabStop={currentProfile ? profile === currentProfile : index === 0}
                    onPress={() => props.onProfile(profile.id)}
                  />
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
      <div className={styles['foot']}>
        <button type="button" className={styles['import']} onClick={importProfile.run}>
          <Plus size={16} strokeWidth={1.5} aria-hidden />
          {dropping ? words.dropHere : importProfile.label}
        </button>
        <CommandButton command="openSettings" icon={Settings} />
      </div>
      {props.children}
    </nav>
  );
}
