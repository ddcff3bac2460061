import { Ellipsis } from 'lucide-react';
import type { BucketListSummary } from '../../../shared/model/account.ts';
import type { Location } from '../../../shared/model/location.ts';
import { text } from '../../../shared/text/index.ts';
import { cx } from '../../ui/cx.ts';
import { LateStatus } from '../../ui/LateStatus.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { LocationList } from './LocationList.tsx';
import styles from './Sidebar.module.css';

export interface BucketDeeds {
  onRefreshBuckets(listId: string): void;
  onNewBucket(listId: string): void;
  onDeleteBucket(locationId: string): void;
}

interface BucketListSectionProps extends BucketDeeds {
  readonly list: BucketListSummary;
  /** Its buckets. */
  readonly locations: readonly Location[];
  readonly showsLocal: boolean;
  readonly current: string | null;
  onLocation(locationId: string): void;
}

/** All buckets that some keys may list. */
export function BucketListSection({
  list,
  locations,
  showsLocal,
  current,
  onLocation,
  ...deeds
}: BucketListSectionProps) {
  const words = text.ui.buckets;
  const isOpen = locations.some(({ id }) => id === current);
  const menu = [
    list.mayCreate ? [{ id: 'create', label: words.create, run: () => deeds.onNewBucket(list.id) }] : [],
    list.mayDelete
      ? [
          {
            id: 'delete',
            label: words.delete,
            reason: isOpen ? null : words.openFirst,
            run: () => deeds.onDeleteBucket(current ?? ''),
          },
        ]
      : [],
    [{ id: 'again', label: words.again, run: () => deeds.onRefreshBuckets(list.id) }],
  ];
  return (
    <>
      <div className={cx(styles['head'], styles['subhead'])}>
        <h3 className={styles['subheading']}>{list.label}</h3>
        <MenuButton small label={words.menu(list.label)} groups={menu}>
          <Ellipsis size={14} strokeWidth={1.5} aria-hidden />
        </MenuButton>
      </div>
      <LocationList
        label={words.listOf(list.label)}
        locations={locations}
        showsLocal={showsLocal}
        current={current}
        onLocation={onLocation}
      />
      {list.phase === 'loading' && locations.length === 0 ? (
        <LateStatus className={styles['none']}>{words.loading}</LateStatus>
      ) : null}
      {list.phase === 'listed' && locations.length === 0 && list.hidden === 0 ? (
        <p className={styles['none']}>{words.none}</p>
      ) : null}
      {list.failure ? (
        <p className={styles['none']} role="alert">
          {list.failure.message}
        </p>
      ) : null}
      {list.hidden > 0 ? <p className={styles['none']}>{words.hidden(list.hidden)}</p> : null}
    </>
  );
}
