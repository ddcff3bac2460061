import { useCallback, useEffect, useRef, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import { hasEnded } from '../../../shared/model/transfer.ts';
import type { AbortOutcome, UnfinishedUploadRow, UnfinishedUploads } from '../../../shared/model/unfinished.ts';
import { pail } from '../../bridge.ts';

/** The unfinished uploads of a location, and what may be done with them. */
export interface Unfinished {
  /** What is known; `null` until then, and where it could not be listed. */
  readonly found: UnfinishedUploads | null;
  /** Why they could not be listed. */
  readonly failure: Failure | null;
  readonly busy: 'listing' | 'aborting' | null;
  /** What became of the last abort; `null` where there was none. */
  readonly outcome: Outcome | null;
  list(): void;
  abort(rows: readonly UnfinishedUploadRow[]): void;
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
  return { found, failure, busy, outcome, list, abort };
}

function outcomeOf(outcomes: readonly AbortOutcome[]): Outcome {
  const refused = outcomes.filter((one) => one.failure !== null);
  return { aborted: outcomes.length - refused.length, refused: refused.length, why: refused[0]?.failure ?? null };
}
