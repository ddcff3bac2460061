import { hasEnded } from '../../shared/model/transfer.ts';
import { AccessSheet } from '../features/access/AccessSheet.tsx';
import { DeleteBucketSheet } from '../features/buckets/DeleteBucketSheet.tsx';
import { NewBucketSheet } from '../features/buckets/NewBucketSheet.tsx';
import { CopyToSheet } from '../features/explorer/CopyToSheet.tsx';
import { DeleteSheet } from '../features/explorer/DeleteSheet.tsx';
import { NewFolderSheet } from '../features/explorer/NewFolderSheet.tsx';
import { PropertiesSheet } from '../features/explorer/PropertiesSheet.tsx';
import { RenameSheet } from '../features/explorer/RenameSheet.tsx';
import { AboutProfileSheet } from '../features/profiles/AboutProfileSheet.tsx';
import { ImportSheet } from '../features/profiles/ImportSheet.tsx';
import { LinkSheet } from '../features/profiles/LinkSheet.tsx';
import { RemoveProfileSheet } from '../features/profiles/RemoveProfileSheet.tsx';
import { SettingsSheet } from '../features/settings/SettingsSheet.tsx';
import { SignOutSheet } from '../features/sign-in/SignOutSheet.tsx';
import { ReviewSheet } from '../features/transfers/ReviewSheet.tsx';
import { UnfinishedSheet } from '../features/unfinished/UnfinishedSheet.tsx';
import { useProfileReviews } from '../state/profile-reviews.ts';
import {
  accountOf,
  bucketList,
  folderTitle,
  ownedLocation,
  profileOf,
  transferFolder,
  useSession,
} from '../state/session.ts';
import { closeSheet, useSheet } from '../state/sheets.ts';
import { useTransfers } from '../state/transfers.ts';

/** The question that is open, if its subject still exists. */
export function Sheets() {
  const sheet = useSheet((state) => state.sheet);
  const session = useSession();
  const transfers = useTransfers((state) => state.transfers);
  const reviews = useProfileReviews((state) => state.reviews);
  if (!sheet) return null;
  switch (sheet.kind) {
    case 'newFolder': {
      const title = folderTitle(session, sheet.locationId, sheet.folder);
      return <NewFolderSheet locationId={sheet.locationId} folder={sheet.folder} title={title} onClose={closeSheet} />;
    }
    case 'delete':
      return <DeleteSheet viewId={sheet.viewId} summary={sheet.summary} onClose={closeSheet} />;
    case 'rename':
      return <RenameSheet {...sheet} onClose={closeSheet} />;
    case 'copyTo':
      return <CopyToSheet {...sheet} onClose={closeSheet} />;
    case 'properties': {
      const location = ownedLocation(session, sheet.locationId)?.location;
      return location ? <PropertiesSheet {...sheet} location={location} onClose={closeSheet} /> : null;
    }
    case 'newBucket': {
      const list = bucketList(session, sheet.listId);
      return list ? <NewBucketSheet list={list} onClose={closeSheet} /> : null;
    }
    case 'deleteBucket': {
      const location = ownedLocation(session, sheet.locationId)?.location;
      return location ? <DeleteBucketSheet location={location} onClose={closeSheet} /> : null;
    }
    case 'access': {
      const account = session.accounts.find((one) => one.id === sheet.accountId);
      return account ? <AccessSheet account={account} onClose={closeSheet} /> : null;
    }
    case 'signOut': {
      const account = session.accounts.find((one) => one.id === sheet.accountId);
      const running = transfers.filter(
        ({ summary }) => !hasEnded(summary) && summary.accountId === sheet.accountId,
      ).length;
      return account ? <SignOutSheet account={account} running={running} onClose={closeSheet} /> : null;
    }
    case 'removeProfile': {
      const profile = profileOf(session, sheet.profileId);
      const account = accountOf(session, sheet.profileId);
      return profile ? <RemoveProfileSheet profile={profile} account={account} onClose={closeSheet} /> : null;
    }
    case 'aboutProfile': {
      const profile = profileOf(session, sheet.profileId);
      return profile ? <AboutProfileSheet profile={profile} onClose={closeSheet} /> : null;
    }
    case 'profileReview': {
      const review = reviews.find(({ id }) => id === sheet.reviewId);
      if (!review) return null;
      if (review.kind === 'link') return <LinkSheet key={review.id} review={review} />;
      return <ImportSheet key={review.id} review={review} />;
    }
    case 'review': {
      const summary = transfers.find((one) => one.summary.id === sheet.transferId)?.summary;
      if (!summary?.review) return null;
      const folder = transferFolder(session, summary);
      return (
        <ReviewSheet key={summary.id} summary={summary} review={summary.review} folder={folder} onClose={closeSheet} />
      );
    }
    case 'unfinished': {
      const location = ownedLocation(session, sheet.locationId)?.location;
      return location ? <UnfinishedSheet location={location} onClose={closeSheet} /> : null;
    }
    case 'settings':
      return <SettingsSheet section={sheet.section} onClose={closeSheet} />;
  }
}
