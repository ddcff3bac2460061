import type { AccountSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';

interface SignOutSheetProps {
  readonly account: AccountSummary;
  /** Transfers that have not ended and will wait. */
  readonly running: number;
  onClose(): void;
}

export function SignOutSheet({ account, running, onClose }: SignOutSheetProps) {
  const words = text.ui.sheets;
  const signOut = () => {
    onClose();
    pail.accounts.signOut(account.id).catch(report);
  };
  return (
    <ConfirmSheet
      title={words.signOutTitle(account.displayName)}
      keep={words.staySignedIn}
      confirm={words.signOut}
      look="primary"
      onClose={onClose}
      onConfirm={signOut}
    >
      <p>{words.signOutText(account.profileName)}</p>
      {running > 0 ? <p>{words.signOutRunning(running)}</p> : null}
    </ConfirmSheet>
  );
}
