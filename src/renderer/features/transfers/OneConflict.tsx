import { useEffect, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { Conflict } from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { FailureLine } from '../../ui/FailureLine.tsx';
import { FileIcon } from '../../ui/FileIcon.tsx';
import { LateStatus } from '../../ui/LateStatus.tsx';
import { MiddleTruncate } from '../../ui/MiddleTruncate.tsx';
import { comparison } from './comparison.ts';
import styles from './ReviewSheet.module.css';
import { SideWords } from './SideWords.tsx';

type Found = { readonly conflict: Conflict | undefined } | { readonly failure: Failure } | null;

/** The one item that is there already, beside what is there. */
export function OneConflict({ transferId }: { readonly transferId: string }) {
  const words = text.ui.conflicts;
  const [found, setFound] = useState<Found>(null);
  useEffect(() => {
    let shown = true;
    const show = (what: Found) => shown && setFound(what);
    pail.transfers.conflicts(transferId, 0, 1).then(
      ({ conflicts }) => show({ conflict: conflicts[0] }),
      (error: unknown) => show({ failure: toFailure(error) }),
    );
    return () => {
      shown = false;
    };
  }, [transferId]);
  if (found === null) return <LateStatus>{words.loading}</LateStatus>;
  if ('failure' in found) return <FailureLine failure={found.failure} />;
  // Answered elsewhere: the sheet is about to close.
  if (!found.conflict) return null;
  const { incoming, existing } = comparison(found.conflict);
  return (
    <>
      <p className={styles['subject']}>
        <FileIcon name={found.conflict.name} folder={false} />
        <MiddleTruncate name={found.conflict.name} />
      </p>
      <dl className={styles['sides']}>
        {(
          [
            [words.incoming, incoming],
            [words.existing, existing],
          ] as const
        ).map(([title, side]) => (
          <div key={title} className={styles['side']}>
            <dt>{title}</dt>
            <dd>
              <SideWords side={side} />
            </dd>
          </div>
        ))}
      </dl>
      <p>{words.replaceWarning}</p>
    </>
  );
}
