import type { Prompt } from '../../shared/model/profile/sign-in.ts';

/** What the sign-in page is asked for beyond the protocol, in the profile's words. */
export interface SignInPage {
  readonly identityProvider?: string | undefined;
  readonly loginHint?: string | undefined;
  readonly lang?: string | undefined;
  readonly prompt?: Prompt | undefined;
}

/**
 * Cognito's parameters for them. `askWho`: the page must be shown, also where the browser is still signed in, so that another
 * person can sign in. Only `login` sees to that for the pool's own people: `select_account` and `consent` are for providers
 * behind the pool, so `login` takes the place of the one and stands beside the other.
 */
export function pageParameters(page: SignInPage, askWho: boolean): Record<string, string> {
  const prompt = askWho ? ['login', ...(page.prompt === 'consent' ? ['consent'] : [])].join(' ') : page.prompt;
  return {
    ...(page.identityProvider !== undefined && { identity_provider: page.identityProvider }),
    ...(page.loginHint !== undefined && { login_hint: page.loginHint }),
    ...(page.lang !== undefined && { lang: page.lang }),
    ...(prompt !== undefined && { prompt }),
  };
}
