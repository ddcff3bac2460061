import type { Notice } from '../../../shared/api.ts';
import type { SignOutOutcome } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';

/**
 * What a sign-out ended, in one notice; an error where something that was asked for did not come about. It names the profile and not
 * the person: whoever comes next may see it.
 */
export function signOutNotice(profileName: string, { service, failure, browser }: SignOutOutcome): Notice {
  const words = text.signIn;
  // The sentence of the failure says both.
  const ended =
    service === 'failed' ? [failure?.message ?? ''] : [words.signedOut(profileName), words.service[service]];
  return {
    kind: service === 'failed' || browser === 'failed' ? 'error' : 'info',
    message: [...ended, words.browser[browser]].join(' '),
    details: '',
  };
}
