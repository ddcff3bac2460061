import { Ellipsis } from 'lucide-react';
import { COMMANDS } from '../../../shared/commands.ts';
import type { AccountSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { type BucketDeeds, BucketListSection } from './BucketListSection.tsx';
import { LocationList } from './LocationList.tsx';
import styles from './Sidebar.module.css';

interface AccountSectionProps extends BucketDeeds {
  readonly account: AccountSummary;
  readonly current: string | null;
  readonly isCurrentProfile: boolean;
  onLocation(locationId: string): void;
  onProfile(): void;
  onAccess(): void;
  onSignOut(): void;
  onAboutProfile(): void;
  onRemoveProfile(): void;
}

export function AccountSection(props: AccountSectionProps) {
  const { account } = props;
  const words = text.ui.sidebar;
  const title = words.accountTitle(account.displayName, account.profileName);
  // What is so of all of them is said once.
  const allLocal = account.locations.length > 0 && account.locations.every(({ local }) => local);
  const menu = [
    [{ id: 'showAccess', label: COMMANDS.showAccess.label, run: props.onAccess }],
    [{ id: 'signOut', label: COMMANDS.signOut.label, run: props.onSignOut }],
    [
      { id: 'aboutProfile', label: COMMANDS.aboutProfile.label, run: props.onAboutProfile },
      { id: 'removeProfile', label: COMMANDS.removeProfile.label, run: props.onRemoveProfile },
    ],
  ];
  return (
    <section className={styles['section']} aria-label={title}>
      <div className={styles['head']}>
        <h2 className={styles['heading']} aria-label={title} title={account.email ?? title}>
          {title}
        </h2>
        {allLocal ? (
          <span className={styles['tag']} title={words.local}>
            {words.localTag}
          </span>
        ) : null}
        <MenuButton small label={words.accountMenu(account.displayName)} groups={menu}>
          <Ellipsis size={14} strokeWidth={1.5} aria-hidden />
        </MenuButton>
      </div>
      {account.state === 'expired' ? (
        <p className={styles['expired']}>
          {words.expired}{' '}
          <Button look="link" aria-current={props.isCurrentProfile ? 'page' : undefined} onClick={props.onProfile}>
            {text.ui.signIn.signInAgain}
          </Button>
        </p>
      ) : null}
      <LocationList
        label={words.locationsOf(account.displayName)}
        locations={account.locations.filter(({ listId }) => listId === undefined)}
        showsLocal={!allLocal}
        current={props.current}
        onLocation={props.onLocation}
      />
      {account.bucketLists.map((list) => (
        <BucketListSection
          key={list.id}
          list={list}
          locations={account.locations.filter(({ listId }) => listId === list.id)}
          showsLocal={!allLocal}
          current={props.current}
          onLocation={props.onLocation}
          onRefreshBuckets={props.onRefreshBuckets}
          onNewBucket={props.onNewBucket}
          onDeleteBucket={props.onDeleteBucket}
        />
      ))}
      {account.locations.length === 0 && account.bucketLists.length === 0 ? (
        <p className={styles['none']}>{words.noLocations}</p>
      ) : null}
      {account.absent.length > 0 ? (
        <div className={styles['missing']}>
          <Disclosure label={words.missing}>
            <ul className={styles['absent']}>
              {account.absent.map((one) => (
                <li key={one.label}>
                  <span className={styles['absentLabel']}>{one.label}</span>
                  <span>{one.reason}</span>
                </li>
              ))}
            </ul>
          </Disclosure>
        </div>
      ) : null}
    </section>
  );
}
