import type { AccountSummary, ProfileSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
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
  return (
    <Sheet
      alert
      title={words.removeTitle(profile.name)}
      onClose={onClose}
      actions={
        <>
          <Button autoFocus onClick={onClose}>
            {words.keepProfile}
          </Button>
          <Button look="danger" onClick={remove}>
            {words.remove}
          </Button>
        </>
      }
    >
      {account ? <p>{words.removeAccount(account.displayName)}</p> : null}
      <p>{words.removeText}</p>
      <p>{words.removeAgain}</p>
    </Sheet>
  );
}
