import { CircleAlert, CircleCheck } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Location } from '../../../shared/model/location.ts';
import type { UnfinishedUploadRow, UnfinishedUploads } from '../../../shared/model/unfinished.ts';
import { text } from '../../../shared/text/index.ts';
import { Banner } from '../../ui/Banner.tsx';
import { Button } from '../../ui/Button.tsx';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { FailureDetails } from '../../ui/FailureDetails.tsx';
import { formatSize } from '../../ui/format.ts';
import { visibleName } from '../../ui/names.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { useDelayed } from '../../ui/use-delayed.ts';
import styles from './UnfinishedSheet.module.css';
import { UploadsTable } from './UploadsTable.tsx';
import { isInUse, rowId, type Unfinished, useUnfinished } from './use-unfinished.ts';

interface UnfinishedSheetProps {
  readonly location: Location;
  onClose(): void;
}

const NONE: ReadonlySet<string> = new Set();

/** What the store holds of uploads that nobody finished, and a way to have it dropped, asked about once. */
export function UnfinishedSheet({ location, onClose }: UnfinishedSheetProps) {
  const words = text.ui.unfinished;
  const unfinished = useUnfinished(location.id);
  const [selected, setSelected] = useState(NONE);
  const [confirming, setConfirming] = useState(false);
  const { found, busy } = unfinished;
  // What is gone, or now belongs to a transfer, is not selected any more.
  const chosen = found?.uploads.filter((row) => selected.has(rowId(row)) && !isInUse(row)) ?? [];
  if (confirming) {
    return (
      <ConfirmAbort
        rows={chosen}
        onClose={() => setConfirming(false)}
        onConfirm={() => {
          setConfirming(false);
          setSelected(NONE);
          unfinished.abort(chosen);
        }}
      />
    );
  }
  const waiting = busy && { aborting: words.aborting, adopting: words.adopting, listing: words.loading }[busy];
  const reason = waiting ?? (chosen.length === 0 ? words.noneSelected : null);
  return (
    <Sheet
      wide="table"
      title={words.title(location.label)}
      onClose={onClose}
      actions={
        <>
          <Button autoFocus onClick={onClose}>
            {words.done}
          </Button>
          {found && found.uploads.length > 0 ? (
            <Button look={reason === null ? 'danger' : 'plain'} reason={reason} onClick={() => setConfirming(true)}>
              {words.abortSelected(chosen.length)}
            </Button>
          ) : null}
        </>
      }
    >
      <p>{words.about}</p>
      <Said outcome={unfinished.outcome} refusal={unfinished.refusal} />
      <div className={styles['content']}>
        <Content
          unfinished={unfinished}
          selected={new Set(chosen.map(rowId))}
          onSelect={setSelected}
          onGoOn={(row) => unfinished.goOn(row, onClose)}
          waiting={waiting}
        />
      </div>
      {found && found.uploads.length > 0 ? (
        <p role="status" className={styles['sum']}>
          {waiting ?? sumWords(found)}
        </p>
      ) : null}
    </Sheet>
  );
}

interface ContentProps {
  readonly unfinished: Unfinished;
  readonly selected: ReadonlySet<string>;
  readonly waiting: string | null;
  onSelect(selected: ReadonlySet<string>): void;
  onGoOn(row: UnfinishedUploadRow): void;
}

/** The table; before there is one, and where there is none, why. */
function Content({ unfinished: { found, failure, list }, selected, waiting, onSelect, onGoOn }: ContentProps) {
  const words = text.ui.unfinished;
  const late = useDelayed(found === null && failure === null);
  if (failure) {
    return (
      <EmptyState
        icon={CircleAlert}
        title={words.failedTitle}
        actions={<Button onClick={list}>{text.ui.common.tryAgain}</Button>}
      >
        <p role="alert">{failure.message}</p>
        <FailureDetails failure={failure} />
      </EmptyState>
    );
  }
  if (!found) return late ? <Centred>{waiting}</Centred> : null;
  if (found.uploads.length === 0) {
    return (
      <EmptyState icon={CircleCheck} title={found.complete ? words.emptyTitle : words.emptyOwnTitle}>
        <p>{found.complete ? words.empty : words.deniedEmpty}</p>
      </EmptyState>
    );
  }
  return (
    <>
      {found.complete ? null : <Banner kind="info">{words.denied}</Banner>}
      <div className={styles['scroll']}>
        <UploadsTable rows={found.uploads} selected={selected} waiting={waiting} onSelect={onSelect} onGoOn={onGoOn} />
      </div>
    </>
  );
}

function Centred({ children }: { readonly children: ReactNode }) {
  return (
    <p role="status" className={styles['centred']}>
      {children}
    </p>
  );
}

/** What became of the last act. */
function Said({ outcome, refusal }: Pick<Unfinished, 'outcome' | 'refusal'>) {
  const words = text.ui.unfinished;
  if (refusal) return <Banner kind="error">{refusal.message}</Banner>;
  if (!outcome) return null;
  const { aborted, refused, why } = outcome;
  return (
    <>
      {aborted > 0 ? <p role="status">{words.aborted(aborted)}</p> : null}
      {why ? <Banner kind="error">{words.notAborted(refused, why.message)}</Banner> : null}
    </>
  );
}

interface ConfirmAbortProps {
  readonly rows: readonly UnfinishedUploadRow[];
  onClose(): void;
  onConfirm(): void;
}

function ConfirmAbort({ rows, onClose, onConfirm }: ConfirmAbortProps) {
  const words = text.ui.unfinished;
  const name = visibleName(rows[0]?.key || words.top);
  return (
    <ConfirmSheet
      title={words.confirmTitle(rows.length, name)}
      keep={words.keep}
      confirm={words.abort}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      <p>{heldWords(rows)}</p>
      <p>{words.confirmText}</p>
    </ConfirmSheet>
  );
}

function heldWords(rows: readonly UnfinishedUploadRow[]): string {
  const words = text.ui.unfinished;
  const size = formatSize(rows.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0));
  const isWhole = rows.every(({ bytes }) => bytes !== null);
  return (isWhole ? words.total : words.totalAtLeast)(rows.length, size);
}

function sumWords({ uploads, total }: UnfinishedUploads): string {
  const held = heldWords(uploads);
  const left = total > uploads.length ? text.ui.unfinished.shownOf(uploads.length, total) : null;
  return left ? `${held}. ${left}` : held;
}
