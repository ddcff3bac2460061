import type { Location } from '../../../shared/model/location.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';

interface DeleteBucketSheetProps {
  readonly location: Location;
  onClose(): void;
}

export function DeleteBucketSheet({ location, onClose }: DeleteBucketSheetProps) {
  const words = text.ui.buckets;
  const remove = () => {
    onClose();
    pail.buckets.delete(location.listId ?? '', location.id).catch(report);
  };
  return (
    <ConfirmSheet
      title={words.deleteTitle(location.label)}
      keep={words.keep}
      confirm={words.deleteDeed}
      onClose={onClose}
      onConfirm={remove}
    >
      <p>{words.deleteText}</p>
      <p>{words.deleteNobody}</p>
    </ConfirmSheet>
  );
}
