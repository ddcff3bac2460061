import { CloudOff } from 'lucide-react';
import type { ListingStatus } from '../../../shared/model/listing.ts';
import type { Location } from '../../../shared/model/location.ts';
import { text } from '../../../shared/text/index.ts';
import { refresh } from '../../state/listing.ts';
import { useListing } from '../../state/listing-store.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { failureText } from '../../ui/failure-details.ts';
import { ListButton } from './ListButton.tsx';
import { useAbsence } from './use-absence.ts';

interface ExplorerBannerProps {
  readonly location: Location;
  readonly expired: boolean;
  onSignIn(): void;
}

/** What puts the whole listing in doubt, the gravest first: nobody can ask, nobody answers, or it ends before its end. */
export function ExplorerBanner({ location, expired, onSignIn }: ExplorerBannerProps) {
  const status = useListing((state) => state.status);
  const absence = useAbsence(location);
  const words = text.ui.explorer;
  if (expired) {
    return (
      <Banner kind="warning" actions={<Button onClick={onSignIn}>{text.ui.signIn.signInAgain}</Button>}>
        {text.ui.signIn.expiredTitle} {text.ui.signIn.expiredText}
      </Banner>
    );
  }
  if (absence !== null) {
    const hasRows = status !== null && status.count > 0;
    const [said, saidOfRows] =
      absence === 'storage' ? [words.outOfReach, words.outOfReachRows] : [words.noNetwork, words.noNetworkRows];
    return (
      <Banner
        kind="warning"
        icon={CloudOff}
        // Without rows that is offered in their place.
        actions={hasRows ? <ListButton label={text.ui.common.tryAgain} onPress={refresh} /> : null}
      >
        {hasRows ? saidOfRows : said}
      </Banner>
    );
  }
  if (status === null || status.count === 0) return null;
  return status.phase === 'failed' ? <FailedBanner status={status} /> : <StoppedBanner status={status} />;
}

/** The list ends where something went wrong, or could not be listed again. */
function FailedBanner({ status: { failure, stale, count } }: { readonly status: ListingStatus }) {
  const words = text.ui.explorer;
  if (!failure) return null;
  return (
    <Banner
      kind="error"
      actions={failure.retryable ? <ListButton label={text.ui.common.tryAgain} onPress={refresh} /> : null}
    >
      <span title={failureText(failure)}>
        {stale ? words.failedCheck : words.failedAfter(text.counts.items(count))} {failure.message}
      </span>
    </Banner>
  );
}

/** Somebody did not want to wait for the end of the list. */
function StoppedBanner({ status }: { readonly status: ListingStatus }) {
  const words = text.ui.explorer;
  if (status.phase !== 'partial') return null;
  if (status.stale) {
    return (
      <Banner kind="warning" actions={<ListButton label={words.listAgain} onPress={refresh} />}>
        {words.checkStopped}
      </Banner>
    );
  }
  const items = text.counts.items(status.count);
  const isSearch = status.scope === 'tree' && status.arrangement.filter !== '';
  return (
    <Banner
      kind="warning"
      actions={<ListButton label={isSearch ? words.searchAgain : words.listAgain} onPress={refresh} />}
    >
      {isSearch ? words.searchStopped(status.shown.toLocaleString('en'), items) : words.stopped(items)}
    </Banner>
  );
}
