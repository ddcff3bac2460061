import { CircleAlert, CircleStop, FolderOpen, LockKeyhole, SearchX } from 'lucide-react';
import type { ErrorCode, Failure } from '../../../shared/errors.ts';
import type { ListingStatus } from '../../../shared/model/listing.ts';
import type { Location } from '../../../shared/model/location.ts';
import { text } from '../../../shared/text/index.ts';
import { arrange, refresh, searchBelow, stop } from '../../state/listing.ts';
import { useListing } from '../../state/listing-store.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { useCommand } from '../../ui/commands.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureDetails } from '../../ui/FailureDetails.tsx';
import { failureText } from '../../ui/failure-details.ts';
import { useDelayed } from '../../ui/use-delayed.ts';
import { ListButton } from './ListButton.tsx';
import styles from './ListNotice.module.css';
import { useAbsence } from './use-absence.ts';

export interface ListSubject {
  readonly location: Location;
  readonly folder: string;
  readonly title: string;
  readonly profileName: string;
  readonly publisher: string | null;
}

interface ListNoticeProps {
  readonly subject: ListSubject;
  onSignIn(): void;
}

const DENIALS: ReadonlySet<ErrorCode> = new Set([
  'access-denied',
  'denied-explicitly',
  'credentials-refused',
  'role-refused',
  'action-not-allowed',
]);

/** What stands in the place of rows: loading, empty, no match, denied, failed. Nothing where there are rows. */
export function ListNotice({ subject, onSignIn }: ListNoticeProps) {
  const { status, opening, openFailure, arrangement } = useListing();
  const isSearch = arrangement.filter !== '' && (opening || status?.scope === 'tree');
  const isEmptySoFar = status?.phase === 'loading' && status.shown === 0 && (isSearch || arrangement.filter === '');
  const waiting = opening || isEmptySoFar;
  const late = useDelayed(waiting);
  const isAbsent = useAbsence(subject.location) !== null;
  const failure = openFailure ?? (status?.count === 0 ? status.failure : null);
  // What could not be listed for that is listed anew when it is over: nobody has to see to it.
  const isForNow = isAbsent && openFailure === null && failure?.remedy === 'network';
  if (failure) {
    return <ListFailure failure={failure} isForNow={isForNow} subject={subject} onSignIn={onSignIn} />;
  }
  if (waiting) {
    if (!late) return null;
    return <Waiting title={subject.title} isSearch={isSearch} count={status?.count ?? 0} canStop={status !== null} />;
  }
  if (!status || status.shown > 0) return null;
  if (status.arrangement.filter !== '' && status.count > 0) return <NoMatch status={status} folder={subject.title} />;
  if (status.phase === 'loading') return null;
  return status.phase === 'partial' ? <StoppedEmpty /> : <EmptyFolder isTree={status.scope === 'tree'} />;
}

interface WaitingProps {
  readonly title: string;
  readonly isSearch: boolean;
  readonly count: number;
  readonly canStop: boolean;
}

function Waiting({ title, isSearch, count, canStop }: WaitingProps) {
  const words = text.ui.explorer;
  return (
    <div className={styles['over']}>
      <div className={styles['loading']}>
        <p role="status">{isSearch ? words.searchingFolder(title) : words.loadingFolder(title)}</p>
        {count > 0 ? <p className={styles['sum']}>{words.lookedThrough(text.counts.items(count))}</p> : null}
        {canStop ? <ListButton small label={words.stop} onPress={stop} /> : null}
      </div>
    </div>
  );
}

/** Nothing came before somebody did not want to wait any more, which is not the same as nothing being there. */
function StoppedEmpty() {
  const words = text.ui.explorer;
  return (
    <div className={styles['over']}>
      <EmptyState
        icon={CircleStop}
        title={words.stoppedEmpty}
        actions={<ListButton label={words.listAgain} onPress={refresh} />}
      >
        <p>{words.stoppedEmptyHint}</p>
      </EmptyState>
    </div>
  );
}

function EmptyFolder({ isTree }: { readonly isTree: boolean }) {
  const words = text.ui.explorer;
  const upload = useCommand('uploadFiles');
  return (
    <div className={styles['over']}>
      <EmptyState icon={FolderOpen} title={isTree ? words.emptyBelow : words.empty}>
        <p>{upload.reason ?? words.emptyHint(upload.keys ?? '')}</p>
      </EmptyState>
    </div>
  );
}

interface NoMatchProps {
  readonly status: ListingStatus;
  readonly folder: string;
}

/** What was searched for, and how far; from one folder the search can go on below it. */
function NoMatch({ status, folder }: NoMatchProps) {
  const words = text.ui.explorer;
  const { arrangement, scope, phase, count, stale } = status;
  const isTree = scope === 'tree';
  const isPart = phase !== 'complete' && !stale;
  const title = !isTree ? words.noMatch : isPart ? words.noMatchSoFar : words.noMatchBelow;
  const searched = isPart ? words.searchedPart : words.searched;
  return (
    <div className={styles['over']}>
      <EmptyState
        icon={SearchX}
        title={title(arrangement.filter)}
        actions={
          <>
            {isTree ? null : <ListButton label={words.searchBelow} onPress={() => searchBelow(true)} />}
            <ListButton label={words.clearFilter} onPress={() => arrange({ filter: '' })} />
          </>
        }
      >
        {isTree ? <p>{searched(text.counts.items(count), folder)}</p> : null}
      </EmptyState>
    </div>
  );
}

interface ListFailureProps extends ListNoticeProps {
  readonly failure: Failure;
  /** It ends by itself, as is said above the list. */
  readonly isForNow: boolean;
}

/** Who says no, what was asked, whom to ask; or what failed and whether to try again. */
function ListFailure({ failure, isForNow, subject, onSignIn }: ListFailureProps) {
  const words = text.ui.explorer;
  const { location, folder, profileName, publisher } = subject;
  const asked = words.deniedAskedList(`s3://${location.bucket}/${location.prefix}${folder}`);
  const denied = DENIALS.has(failure.code);
  const byProfile = failure.code === 'action-not-allowed';
  const retry = failure.code === 'session-expired' ? null : failure.retryable || failure.remedy === 'user';
  return (
    <div className={styles['over']}>
      <EmptyState
        icon={denied ? LockKeyhole : CircleAlert}
        title={denied ? words.deniedTitle : words.failedTitle}
        actions={
          <>
            {retry === null ? (
              <Button look="primary" onClick={onSignIn}>
                {text.ui.signIn.signInAgain}
              </Button>
            ) : null}
            {retry ? <ListButton label={text.ui.common.tryAgain} onPress={refresh} /> : null}
            <CopyButton value={failureText(failure, asked)} />
          </>
        }
      >
        <p role="alert">{isForNow ? words.listedLater : failure.message}</p>
        {denied ? (
          <dl className={styles['facts']}>
            <dt>{words.deniedBy}</dt>
            <dd>{byProfile ? words.deniedByProfile(profileName) : words.deniedByStore(location.bucket)}</dd>
            <dt>{words.deniedAsked}</dt>
            <dd className={styles['mono']} data-selectable>
              {asked}
            </dd>
            {publisher === null ? null : (
              <>
                <dt>{words.deniedWhom}</dt>
                <dd>{publisher}</dd>
              </>
            )}
          </dl>
        ) : null}
        <FailureDetails failure={failure} asked={denied ? null : asked} />
      </EmptyState>
    </div>
  );
}
