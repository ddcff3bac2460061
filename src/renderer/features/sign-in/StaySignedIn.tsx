import type { ProfileSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { Checkbox } from '../../ui/Choices.tsx';

interface StaySignedInProps {
  readonly profile: ProfileSummary;
  readonly memoryOnly: boolean;
}

/** Whether the next start is signed in, chosen before signing in. Without a keyring it is off, and says why. */
export function StaySignedIn({ profile, memoryOnly }: StaySignedInProps) {
  const words = text.signIn;
  const hint = memoryOnly ? words.noKeyring : profile.staySignedIn ? words.stayHint : words.notStaying;
  return (
    <Checkbox
      label={words.stay}
      hint={hint}
      checked={profile.staySignedIn}
      disabled={memoryOnly}
      onChange={(stay) => void pail.accounts.setStaySignedIn(profile.id, stay).catch(report)}
    />
  );
}
