import type { Notice } from '../../../shared/api.ts';
import type { SignOutOutcome } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';

/** What a sign-out ended, in one notice; an error where something that was asked for did not come about. */
export function signOutNotice(person: string, { service, failure, browser }: SignOutOutcome): Notice {
  const words = text.signIn;
  const ofService = service === 'failed' ? failure?.message : words.service[service];
  return {
    kind: service === 'failed' || browser === 'failed' ? 'error' : 'info',
    message: [words.signedOut(person), ofService, words.browser[browser]].filter(Boolean).join(' '),
    details: '',
  };
}
