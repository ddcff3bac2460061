import * as oidc from 'openid-client';

const MOST_STEPS = 12;

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** A person at a browser, without the browser: follows redirects, keeps cookies, fills in the sign-in form. */
export class FetchBrowser {
  #cookies: Cookie[] = [];

  /** One request with this browser's cookies; redirects are not followed. */
  async visit(url: URL | string, form?: Record<string, string>): Promise<Response> {
    const target = new URL(url);
    const sent = this.#cookies.filter(({ path }) => target.pathname.startsWith(path));
    const response = await fetch(target, {
      redirect: 'manual',
      headers: { cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const header of response.headers.getSetCookie()) {
      this.#keep(header);
    }
    return response;
  }

  /**
   * Goes from an authorization URL to the address that the pool sends the browser to in the end, signing in where it
   * is asked to. Throws an Error with the page's text when the way ends on a page.
   */
  async signIn(url: URL | string, credentials: { username: string; password: string }): Promise<string> {
    const { origin } = new URL(url);
    let here = new URL(url);
    let form: Record<string, string> | undefined;
    for (let step = 0; step < MOST_STEPS; step += 1) {
      const response = await this.visit(here, form);
      const location = response.headers.get('location');
      if (location) {
        const next = new URL(location, here);
        if (next.origin !== origin) {
          return location;
        }
        [here, form] = [next, undefined];
      } else if (here.pathname === '/login' && response.status === 200 && !form) {
        form = { username: credentials.username, password: credentials.password };
      } else {
        const text = (await response.text()).replace(/<style>.*<\/style>|<[^>]+>/gs, ' ').replace(/\s+/g, ' ');
        throw new Error(`the sign-in ended at ${here.pathname} with ${response.status}: ${text.trim()}`);
      }
    }
    throw new Error(`no end of redirects from ${url}`);
  }

  #keep(header: string): void {
    const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
    const attribute = (name: string) =>
      attributes.find((text) => text.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
    const [name = '', ...value] = pair.split('=');
    const cookie: Cookie = { name, value: value.join('='), path: attribute('path') ?? '/' };
    this.#cookies = this.#cookies.filter((other) => other.name !== name || other.path !== cookie.path);
    const expires = attribute('expires');
    const gone = attribute('max-age') === '0' || (expires !== undefined && Date.parse(expires) < Date.now());
    if (!gone) {
      this.#cookies.push(cookie);
    }
  }
}

/** The app client, as a test sees it. */
export interface AppClient {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
}

/** What a sign-in gave. */
export interface SignedIn {
  readonly idToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly claims: oidc.IDToken;
  /** For refreshing and revoking. */
  readonly config: oidc.Configuration;
}

/**
 * Signs in by authorization code with PKCE through the pool's own pages, and checks the answer as an app should.
 * Throws what openid-client throws, and an Error when the pool's pages do not lead back to the app.
 */
export async function signInThroughPool(
  client: AppClient,
  user: { username: string; password: string },
  options: { scope?: string; browser?: FetchBrowser } = {},
): Promise<SignedIn> {
  const { clientId, clientSecret, redirectUri } = client;
  const config = await oidc.discovery(
    new URL(client.issuer),
    clientId,
    { client_secret: clientSecret },
    oidc.ClientSecretBasic(clientSecret),
    { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
  );
  const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri: redirectUri,
    scope: options.scope ?? 'openid email',
    state,
    nonce,
    code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  const back = await (options.browser ?? new FetchBrowser()).signIn(url, user);
  const tokens = await oidc.authorizationCodeGrant(config, new URL(back), {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims || !tokens.id_token || !tokens.refresh_token) {
    throw new Error('the pool gave no ID token or no refresh token');
  }
  return {
    idToken: tokens.id_token,
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    claims,
    config,
  };
}
