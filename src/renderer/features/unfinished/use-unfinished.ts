import { useCallback, useEffect, useRef, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import { hasEnded } from '../../../shared/model/transfer.ts';
import type { AbortOutcome, UnfinishedUploadRow, UnfinishedUploads } from '../../../shared/model/unfinished.ts';
import { pail } from '../../bridge.ts';
import { started } from '../../state/transfers.ts';

/** The unfinished uploads of a location, and what may be done with them. */
export interface Unfinished {
  /** What is known; `null` until then, and where it could not be listed. */
  readonly found: UnfinishedUploads | null;
  /** Why they could not be listed. */
  readonly failure: Failure | null;
  readonly busy: 'listing' | 'aborting' | 'adopting' | null;
  /** What became of the last abort; `null` where there was none. */
  readonly outcome: Outcome | null;
  /** Why the last one that was to be gone on with was not. */
  readonly refusal: Failure | null;
  list(): void;
  abort(rows: readonly UnfinishedUploadRow[]): void;
  /** Goes on with one, with its transfer or with a file that the person chooses; `onStarted` once it does. */
  goOn(row: UnfinishedUploadRow, onStarted: () => void): void;
}

export interface Outcome {
  readonly aborted: number;
  readonly refused: number;
  /** The reason of the first that was refused, or of all. */
  readonly why: Failure | null;
}

/** True where a transfer goes on with an upload, so that it is the transfer's to end. */
export function isInUse({ ours }: UnfinishedUploadRow): boolean {
  return ours !== null && !hasEnded(ours);
}

/** Names an upload among those of a location. */
export function rowId({ key, uploadId }: UnfinishedUploadRow): string {
  return `${uploadId} ${key}`;
}

export function useUnfinished(locationId: string): Unfinished {
  const [found, setFound] = useState<UnfinishedUploads | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState<Unfinished['busy']>('listing');
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const isOpen = useRef(true);
  const list = useCallback(() => {
    setBusy('listing');
    setFailure(null);
    const end = (show: () => void) => {
      if (!isOpen.current) return;
      show();
      setBusy(null);
    };
    pail.uploads.unfinished(locationId).then(
      (answer) => end(() => setFound(answer)),
      (error: unknown) =>
        end(() => {
          setFound(null);
          setFailure(toFailure(error));
        }),
    );
  }, [locationId]);
  useEffect(() => {
    isOpen.current = true;
    list();
    return () => {
      isOpen.current = false;
    };
  }, [list]);
  const abort = (rows: readonly UnfinishedUploadRow[]): void => {
    setBusy('aborting');
    setRefusal(null);
    const names = rows.map(({ key, uploadId }) => ({ key, uploadId }));
    const end = (next: Outcome) => {
      if (!isOpen.current) return;
      setOutcome(next);
      list();
    };
    pail.uploads.abort(locationId, names).then(
      (outcomes) => end(outcomeOf(outcomes)),
      (error: unknown) => end({ aborted: 0, refused: rows.length, why: toFailure(error) }),
    );
  };
  const goOn = (row: UnfinishedUploadRow, onStarted: () => void): void => {
    setBusy('adopting');
    setOutcome(null);
    setRefusal(null);
    const { key, uploadId } = row;
    const act = row.ours?.canGoOn ? pail.uploads.goOn : pail.uploads.adoptFromDialog;
    act(locationId, { key, uploadId }).then(
      (summary) => {
        started(summary);
        if (!isOpen.current) return;
        setBusy(null);
        if (summary) onStarted();
      },
      (error: unknown) => {
        if (!isOpen.current) return;
        setRefusal(toFailure(error));
        list();
      },
    );
  };
  return { found, failure, busy, outcome, refusal, list, abort, goOn };
}

function outcomeOf(outcomes: readonly AbortOutcome[]): Outcome {
  const refused = outcomes.filter((one) => one.failure !== null);
  return { aborted: outcomes.length - refused.length, refused: refused.length, why: refused[0]?.failure ?? null };
}
