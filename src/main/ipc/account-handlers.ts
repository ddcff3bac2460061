import type { AccountsMethods, Handlers } from '../../shared/api.ts';
import { PailError } from '../../shared/errors.ts';
import { deepLinkScheme } from '../platform/build.ts';
import { copyText } from '../platform/clipboard.ts';
import { type CallbackParameters, parseCallbackSearch, parseDeepLink } from '../platform/deep-link.ts';
import type { Services } from './services.ts';

/** A pasted final address: a deep link, or the loopback redirect that is listened on. */
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
  if (!URL.canParse(trimmed)) return refuse('not an address');
  const url = new URL(trimmed);
  const expected = new URL(redirectUri);
  const isExpected = url.origin === expected.origin && url.pathname === expected.pathname;
  if (!isExpected || url.username || url.password || url.hash) return refuse('another address');
  const callback = parseCallbackSearch(url.search);
  return 'refused' in callback ? refuse(callback.refused) : callback;
}

export function accountHandlers({ accounts, profiles, summaries }: Services): Handlers<AccountsMethods> {
  return {
    list: summaries,
    signIn: (profileId) => accounts.signIn(profileId),
    cancelSignIn: (profileId) => accounts.cancel(profiles.get(profileId).id),
    copySignInAddress: (profileId) => copyText(accounts.pending(profileId).url.href),
    pasteCallback: (profileId, address) => {
      const callback = pastedCallback(address, accounts.pending(profileId).redirectUri);
      if (!accounts.takeCallback(callback))
        throw new PailError('callback-invalid', { reason: 'it belongs to another sign-in' });
    },
    setStaySignedIn: (profileId, stay) => accounts.setStaySignedIn(profileId, stay),
    signOut: (accountId, inBrowser) => accounts.signOut(accountId, inBrowser),
  };
}
