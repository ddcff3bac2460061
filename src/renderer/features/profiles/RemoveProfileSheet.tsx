import type { AccountSummary, ProfileSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';

interface RemoveProfileSheetProps {
  readonly profile: ProfileSummary;
  readonly account: AccountSummary | null;
  onClose(): void;
}

export function RemoveProfileSheet({ profile, account, onClose }: RemoveProfileSheetProps) {
  const words = text.ui.sheets;
  const remove = () => {
    onClose();
    pail.profiles.remove(profile.id).catch(report);
  };
  return (
    <ConfirmSheet
      title={words.removeTitle(profile.name)}
      keep={words.keepProfile}
      confirm={words.remove}
      onClose={onClose}
      onConfirm={remove}
    >
      {account ? <p>{words.removeAccount(account.displayName)}</p> : null}
      <p>{words.removeText}</p>
      <p>{words.removeAgain}</p>
    </ConfirmSheet>
  );
}
