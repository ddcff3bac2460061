import type { AccountSummary, ProfileSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

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
  if (profile.facts.managed) {
    return (
      <Sheet
        title={text.ui.profiles.managedRemove(profile.name)}
        onClose={onClose}
        actions={
          <Button autoFocus onClick={onClose}>
            {text.ui.common.close}
          </Button>
        }
      >
        <p>{text.ui.profiles.managed}</p>
      </Sheet>
    );
  }
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
