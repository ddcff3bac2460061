import type { AccountSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';

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
    <Sheet
      alert
      title={words.signOutTitle(account.displayName)}
      onClose={onClose}
      actions={
        <>
          <Button autoFocus onClick={onClose}>
            {words.staySignedIn}
          </Button>
          <Button look="primary" onClick={signOut}>
            {words.signOut}
          </Button>
        </>
      }
    >
      <p>{words.signOutText(account.profileName)}</p>
      {running > 0 ? <p>{words.signOutRunning(text.counts.transfers(running))}</p> : null}
    </Sheet>
  );
}
