import { useState } from 'react';
import {
  CONFLICT_ANSWERS,
  type ConflictAnswer,
  type ReviewAnswer,
  type TransferReview,
  type TransferSummary,
} from '../../../shared/model/transfer.ts';
import { lacksRoom } from '../../../shared/model/transfer-groups.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { announce, report } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { ConflictList } from './ConflictList.tsx';
import { Findings } from './Findings.tsx';
import { OneConflict } from './OneConflict.tsx';
import styles from './ReviewSheet.module.css';
import { transferTitle } from './words.ts';

export interface ReviewSheetProps {
  /** A transfer that is `asking`. */
  readonly summary: TransferSummary;
  readonly review: TransferReview;
  readonly folder: string;
  onClose(): void;
}

/** What a transfer asks before its first byte. Closing it leaves the transfer as it is, asking. */
export function ReviewSheet({ summary, review, folder, onClose }: ReviewSheetProps) {
  const { id } = summary;
  const words = text.ui.conflicts;
  const [all, setAll] = useState<ConflictAnswer>('skip');
  const [some, setSome] = useState<ReadonlyMap<number, ConflictAnswer>>(new Map());
  const answer = (given: ReviewAnswer) => {
    onClose();
    pail.transfers.answer(id, given).catch(report);
  };
  const cancel = () => {
    onClose();
    pail.transfers.cancel(id).catch(report);
  };
  const leave = () => {
    onClose();
    announce(words.left);
  };
  const tight = lacksRoom(summary);
  const title = transferTitle(summary, folder);
  const facts = <Findings summary={summary} />;
  const cancelButton = (
    <Button autoFocus={tight} onClick={cancel}>
      {words.cancelTransfer}
    </Button>
  );
  const laterButton = (
    <span className={styles['later']}>
      <Button title={words.laterHint} aria-description={words.laterHint} onClick={leave}>
        {words.later}
      </Button>
    </span>
  );
  if (review.conflicts === 1) {
    // Skipping the one item is not all there is to decide.
    const isLong = summary.items.total > 1 || tight;
    return (
      <Sheet
        title={title}
        wide={isLong}
        onClose={leave}
        actions={
          <>
            {laterButton}
            {isLong ? cancelButton : null}
            <OneAnswer
              focused={!tight}
              keepsName={review.keepsNames === true}
              onAnswer={(one) => answer({ all: one, some: [] })}
            />
          </>
        }
      >
        {facts}
        <OneConflict transferId={id} />
      </Sheet>
    );
  }
  return (
    <Sheet
      title={title}
      wide={review.conflicts > 0}
      onClose={leave}
      onSubmit={() => answer({ all, some: [...some] })}
      actions={
        <>
          {laterButton}
          {cancelButton}
          <Button look="primary" submit autoFocus={review.conflicts === 0 && !tight}>
            {words.continue}
          </Button>
        </>
      }
    >
      {facts}
      {review.conflicts > 0 ? (
        <>
          <Choices<ConflictAnswer>
            label={words.all}
            inline
            autoFocus={!tight}
            choices={CONFLICT_ANSWERS.map((value) => ({ value, label: text.ui.settings.conflicts[value][0] }))}
            value={all}
            onChange={setAll}
          />
          <p className={styles['note']}>{text.ui.settings.conflicts[all][1]}</p>
          <ConflictList transferId={id} total={review.conflicts} some={some} onSome={setSome} />
        </>
      ) : null}
    </Sheet>
  );
}

interface OneAnswerProps {
  readonly focused: boolean;
  /** It can go to no other name. */
  readonly keepsName: boolean;
  onAnswer(answer: ConflictAnswer): void;
}

/** The answers that make sense for one thing, the harmless one first. */
function OneAnswer({ focused, keepsName, onAnswer }: OneAnswerProps) {
  const labels = text.ui.settings.conflicts;
  return (
    <>
      <Button autoFocus={focused} onClick={() => onAnswer('skip')}>
        {labels.skip[0]}
      </Button>
      {keepsName ? null : <Button onClick={() => onAnswer('keep-both')}>{labels['keep-both'][0]}</Button>}
      <Button look="danger" onClick={() => onAnswer('overwrite')}>
        {labels.overwrite[0]}
      </Button>
    </>
  );
}
