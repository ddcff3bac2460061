import type { AccountsMethods, Handlers } from '../../shared/api.ts';
import { PailError } from '../../shared/errors.ts';
import { deepLinkScheme, redirectUriFor } from '../platform/build.ts';
import { copyText } from '../platform/clipboard.ts';
import { type CallbackParameters, parseCallbackSearch, parseDeepLink } from '../platform/deep-link.ts';
import type { Services } from './services.ts';

/** A pasted final address: a deep link, or the loopback redirect of the profile. */
function pastedCallback(address: string, redirectUri: string): CallbackParameters {
  const refuse = (reason: string): never => {
    throw new PailError('callback-invalid', { reason });
  };
  const trimmed = address.trim();
  if (redirectUri.startsWith(`${deepLinkScheme()}:`)) {
    const link = parseDeepLink(trimmed, deepLinkScheme());
    if (link.kind === 'callback') return link.callback;
    return refuse(link.kind === 'refused' ? link.reason : 'it belongs to something else');
  }
  const url = URL.canParse(trimmed) ? new URL(trimmed) : refuse('not an address');
  const expected = new URL(redirectUri);
  if (url.origin !== expected.origin || url.pathname !== expected.pathname) return refuse('another address');
  const callback = parseCallbackSearch(url.search);
  return 'refused' in callback ? refuse(callback.refused) : callback;
}

export function accountHandlers({ accounts, profiles, bucketLists }: Services): Handlers<AccountsMethods> {
  return {
    list: () => accounts.summaries().map((summary) => bucketLists.withBuckets(summary)),
    signIn: (profileId) => accounts.signIn(profileId),
    cancelSignIn: (profileId) => accounts.cancel(profiles.get(profileId).id),
    copySignInAddress: (profileId) => copyText(accounts.pendingAddress(profileId).href),
    pasteCallback: (profileId, address) => {
      const { redirectUri } = profiles.get(profileId).profile.signIn;
      accounts.pendingAddress(profileId);
      const callback = pastedCallback(address, redirectUriFor(redirectUri));
      if (!accounts.takeCallback(callback))
        throw new PailError('callback-invalid', { reason: 'it belongs to another sign-in' });
    },
    signOut: (accountId) => accounts.signOut(accountId),
  };
}
