import { useState } from 'react';
import type { AccountSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report, tellOfPail } from '../../state/notices.ts';
import { Checkbox } from '../../ui/Choices.tsx';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';
import { signOutNotice } from './sign-out-notice.ts';

interface SignOutSheetProps {
  readonly account: AccountSummary;
  /** Transfers that have not ended and will wait. */
  readonly running: number;
  onClose(): void;
}

export function SignOutSheet({ account, running, onClose }: SignOutSheetProps) {
  const words = text.ui.sheets;
  const [browserToo, setBrowserToo] = useState(false);
  const signOut = () => {
    onClose();
    pail.accounts
      .signOut(account.id, browserToo)
      .then((outcome) => tellOfPail(signOutNotice(account.profileName, outcome), outcome.failure))
      .catch(report);
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
      {account.endsInBrowser ? (
        <Checkbox
          label={text.signIn.browserToo}
          hint={text.signIn.browserTooHint}
          checked={browserToo}
          onChange={setBrowserToo}
        />
      ) : (
        <p>{text.signIn.browser.left}</p>
      )}
      {running > 0 ? <p>{words.signOutRunning(running)}</p> : null}
    </ConfirmSheet>
  );
}
