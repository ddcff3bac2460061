import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider } from 'oidc-provider';
import { discoveryDocument } from './discovery.ts';
import { errorPage, signInPage } from './pages.ts';
import type { PoolState } from './state.ts';

const LARGEST_FORM_BYTES = 64 * 1024;

/** Answers what Cognito answers otherwise than the provider does, and passes the rest on to it. */
export class PoolServer {
  readonly #state: PoolState;
  readonly #provider: Provider;
  readonly #origin: string;
  readonly #poolPath: string;

  constructor(state: PoolState, provider: Provider) {
    this.#state = state;
    this.#provider = provider;
    const { origin, pathname } = new URL(state.issuer);
    this.#origin = origin;
    this.#poolPath = pathname;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.#origin);
    const method = request.method ?? 'GET';
    const entry = { method, path: url.pathname, query: Object.fromEntries(url.searchParams) };
    this.#state.requests.push(entry);
    this.#state.logged.set(request, entry);
    switch (`${method} ${url.pathname}`) {
      case `GET ${this.#poolPath}/.well-known/openid-configuration`:
        return this.#discovery(response);
      case `GET ${this.#poolPath}/.well-known/jwks.json`:
        return sendJson(response, 200, this.#state.keys.publicJwks(this.#state.options.x5c ?? false));
      case 'GET /oauth2/authorize':
        return this.#authorize(url, request, response);
      case 'POST /oauth2/token':
        return this.#token(request, response);
      case 'GET /login':
      case 'POST /login':
        return this.#signIn(url, request, response);
      case 'GET /logout':
        return this.#logout(url, request, response);
      case 'GET /error':
        return sendPage(response, 400, errorPage(url.searchParams.get('error') ?? 'unknown'));
    }
    if (method === 'POST' && url.pathname === '/' && this.#state.identityPool) {
      return this.#state.identityPool.answer(request, response);
    }
    if (url.pathname === '/oauth2/userInfo') {
      this.#unwrapAccessToken(request);
    }
    if (url.pathname === '/oauth2/revoke') {
      return this.#revoke(request, response);
    }
    const resumes = method === 'GET' && url.pathname.startsWith('/oauth2/authorize/');
    if (resumes || url.pathname === '/oauth2/userInfo') {
      return this.#pass(request, response);
    }
    sendPage(response, 404, errorPage('not found'));
  }

  #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    return this.#provider.callback()(request, response);
  }

  #discovery(response: ServerResponse): void {
    const fault = this.#state.faults.discovery;
    if (fault === 'html') {
      sendPage(response, 200, errorPage('not the document'));
    } else if (fault === 'not-found') {
      sendJson(response, 404, { message: `User pool ${this.#poolPath.slice(1)} does not exist.` });
    } else if (fault !== 'stall') {
      sendJson(response, 200, discoveryDocument(this.#state.issuer, this.#state.faults));
    }
  }

  async #authorize(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const query = url.searchParams;
    const redirectUri = query.get('redirect_uri') ?? '';
    const known = query.get('client_id') === this.#state.clientId;
    // The provider would let any port of a loopback address through.
    if (!known || !this.#state.options.redirectUris.includes(redirectUri)) {
      return redirect(response, `/error?${new URLSearchParams({ error: 'redirect_mismatch' })}`);
    }
    const fault = this.#state.faults.nextAuthorize;
    if (fault) {
      this.#state.faults.nextAuthorize = undefined;
      const { error, description } = fault;
      const state = query.get('state');
      const answer = { error, ...(description && { error_description: description }), ...(state && { state }) };
      return redirect(response, `${redirectUri}?${new URLSearchParams(answer)}`);
    }
    if (!query.get('scope')?.trim()) {
      query.set('scope', this.#state.scopes.join(' '));
    }
    if (!query.get('scope')?.split(' ').includes('openid')) {
      query.delete('nonce'); // Has no use without an ID token; the provider would refuse it, Cognito does not.
    }
    // These two are for providers that stand behind the pool; its own page shows nothing of them. The library knows neither.
    const prompts = query
      .get('prompt')
      ?.split(' ')
      .filter((prompt) => !['select_account', 'consent'].includes(prompt));
    if (prompts?.length === 0) {
      query.delete('prompt');
    } else if (prompts) {
      query.set('prompt', prompts.join(' '));
    }
    request.url = `${url.pathname}?${query}`;
    return this.#pass(request, response);
  }

  /** Refuses a client that says who it is in another way than it was registered for. */
  #refusesClient(request: IncomingMessage, response: ServerResponse): boolean {
    const method = this.#state.options.clientAuthentication;
    const isBasic = /^Basic /i.test(request.headers.authorization ?? '');
    if (method === undefined || (method === 'basic') === isBasic) {
      return false;
    }
    request.resume();
    sendJson(response, 401, { error: 'invalid_client' });
    return true;
  }

  async #revoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.#state.faults.revocation;
    if (fault === undefined) {
      return this.#refusesClient(request, response) ? undefined : this.#pass(request, response);
    }
    request.resume();
    sendJson(response, fault === 'down' ? 500 : 400, { error: fault === 'down' ? 'server_error' : 'invalid_request' });
  }

  async #token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#refusesClient(request, response)) {
      return;
    }
    const fault = this.#state.faults.nextToken;
    if (fault !== 'stall' && fault !== 'html' && fault !== 'server-error') {
      return this.#pass(request, response);
    }
    this.#state.faults.nextToken = undefined;
    request.resume();
    if (fault === 'html') {
      sendPage(response, 200, errorPage('not JSON'));
    } else if (fault === 'server-error') {
      sendJson(response, 500, { error: 'server_error' });
    }
  }

  async #signIn(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const interaction = await this.#provider.Interaction.find(url.searchParams.get('uid') ?? '');
    if (!interaction) {
      return sendPage(response, 400, errorPage('invalid_request: the sign-in has expired'));
    }
    if (request.method === 'GET') {
      const hint = interaction.params['login_hint'];
      return sendPage(response, 200, signInPage({ username: typeof hint === 'string' ? hint : '' }));
    }
    const form = await readForm(request);
    const entry = this.#state.logged.get(request);
    if (entry) {
      entry.form = Object.fromEntries(form);
    }
    const username = form.get('username') ?? '';
    const user = this.#state.options.users.find((one) => one.username === username);
    if (!user || user.password !== form.get('password')) {
      return sendPage(response, 200, signInPage({ username, message: 'Incorrect username or password.' }));
    }
    if (interaction.session?.accountId && interaction.session.accountId !== user.sub) {
      // Cognito lets another person take over; the provider would first ask whether to end the other's session.
      await (await this.#provider.Session.findByUid(interaction.session.uid))?.destroy();
      delete interaction.session;
    }
    interaction.result = { login: { accountId: user.sub } };
    await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
    redirect(response, interaction.returnTo);
  }

  #logout(url: URL, request: IncomingMessage, response: ServerResponse): void {
    const query = url.searchParams;
    const logoutUri = query.get('logout_uri') ?? '';
    const known = query.get('client_id') === this.#state.clientId;
    const backToSignIn = query.has('redirect_uri') && query.get('response_type') === 'code';
    if (!known || !(this.#state.options.logoutUris.includes(logoutUri) || backToSignIn)) {
      sendPage(response, 400, errorPage(known && logoutUri ? 'redirect_mismatch' : 'invalid_request'));
      return;
    }
    const names = (request.headers.cookie ?? '').split(';').map((pair) => pair.split('=')[0]?.trim() ?? '');
    response.setHeader(
      'set-cookie',
      names.filter(Boolean).map((name) => `${name}=; Path=/; Max-Age=0; HttpOnly`),
    );
    redirect(response, logoutUri || `/oauth2/authorize?${query}`);
  }

  #unwrapAccessToken(request: IncomingMessage): void {
    const token = request.headers.authorization?.replace(/^Bearer /i, '') ?? '';
    const known = this.#state.accessTokens.get(token);
    request.headers.authorization = `Bearer ${known?.providersToken ?? 'unknown'}`;
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > LARGEST_FORM_BYTES) {
      throw new Error('form too large');
    }
    chunks.push(chunk as Buffer);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(302, { location, 'cache-control': 'no-store' }).end();
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(html);
}
