import { useEffect, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { clearSelection } from '../../state/list-selection.ts';
import type { CountedSelection } from '../../state/listing-store.ts';
import { type Measured, measure, NOTHING_COUNTED } from '../../state/measure.ts';
import { report } from '../../state/notices.ts';
import { started } from '../../state/transfers.ts';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';
import { formatSize } from '../../ui/format.ts';
import { visibleName } from '../../ui/names.ts';

interface DeleteSheetProps {
  readonly viewId: string;
  readonly summary: CountedSelection;
  onClose(): void;
}

/** Says exactly what would go, counted to the last object, before anything goes; rows that come meanwhile do not go. */
export function DeleteSheet({ viewId, summary, onClose }: DeleteSheetProps) {
  const words = text.ui.sheets;
  const remove = () => {
    onClose();
    clearSelection();
    pail.transfers.deleteSelection(viewId, { pinned: summary.pinned }).then(started, report);
  };
  return (
    <ConfirmSheet
      title={titleOf(summary)}
      keep={words.keep}
      confirm={words.delete}
      onClose={onClose}
      onConfirm={remove}
    >
      {summary.folders > 0 ? (
        <FolderFacts viewId={viewId} summary={summary} />
      ) : (
        <p>{words.deleteObjects(text.counts.objects(summary.objects), formatSize(summary.bytes))}</p>
      )}
      {summary.hidden > 0 ? <p>{words.deleteHidden(text.counts.items(summary.hidden))}</p> : null}
      <p>{words.deleteFinal}</p>
    </ConfirmSheet>
  );
}

function titleOf({ objects, folders, firstName }: CountedSelection): string {
  const words = text.ui.sheets;
  if (objects + folders !== 1) return words.deleteTitle(text.counts.items(objects + folders));
  const name = visibleName(firstName);
  return folders === 1 ? words.deleteFolderTitle(name) : words.deleteTitle(text.ui.common.quoted(name));
}

type FolderFactsProps = Omit<DeleteSheetProps, 'onClose'>;

/** Folders are counted by listing them, which can take long; deleting need not wait for it. */
function FolderFacts({ viewId, summary }: FolderFactsProps) {
  const words = text.ui.sheets;
  const { pinned } = summary;
  const [deep, setDeep] = useState<Measured>(NOTHING_COUNTED);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    let shown = true;
    const show = (measured: Measured) => shown && setDeep(measured);
    const measuring = measure(viewId, { pinned }, show);
    measuring.done.then(show, (error: unknown) => shown && setFailure(toFailure(error)));
    return () => {
      shown = false;
      measuring.stop();
    };
  }, [viewId, pinned]);
  return (
    <>
      <p>
        {words.deleteFolders(
          text.counts.folders(summary.folders),
          summary.objects > 0 ? text.counts.objects(summary.objects) : null,
        )}
      </p>
      <p role="status">{totalWords(deep, failure)}</p>
    </>
  );
}

/** How much goes: never more than was counted, and whether that is all. */
function totalWords(deep: Measured, failure: Failure | null): string {
  const words = text.ui.sheets;
  const objects = text.counts.objects(deep.objects);
  const size = formatSize(deep.bytes);
  if (failure) {
    return deep.objects === 0
      ? words.deleteUncounted(failure.message)
      : words.deleteCountFailed(objects, size, failure.message);
  }
  if (deep.counting) return deep.objects === 0 ? words.deleteCounting : words.deleteCountingSoFar(objects, size);
  return (deep.complete ? words.deleteTotal : words.deleteAtLeast)(objects, size);
}
