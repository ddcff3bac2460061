/** Sign-in and keys where services stand behind a proxy, with certificates of an authority of one's own. */
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FetchBrowser } from '../support/cognito/browser.ts';
import { startUserPool, type UserPool } from '../support/cognito/user-pool.ts';
import { type ConnectProxy, type ConnectProxyOptions, startConnectProxy } from '../support/connect-proxy.ts';
import type { Desktop } from '../support/desktop.ts';
import { type RelayedSts, startRelayedSts } from '../support/relayed-sts.ts';
import { startTlsFront } from '../support/tls-front.ts';
import { createTestAuthority, type TestAuthority } from '../support/tls-front-ca.ts';
import { trustAuthority } from '../support/trust-authority.ts';
import { USERS, type World } from '../support/world.ts';
import { test as base, expect, needCeph, type RunningPail, startSignIn } from './fixtures.ts';

/** Addresses that nobody has (RFC 5737): only the proxy knows where they lead. Chromium takes no proxy for loopback. */
const SIGN_IN = '192.0.2.11';
const STS = '192.0.2.12';

interface FarServices {
  readonly authority: TestAuthority;
  readonly pool: UserPool;
  readonly sts: RelayedSts;
  /** Another proxy than `proxy`, on the same ways. */
  startProxy(options?: ConnectProxyOptions): Promise<ConnectProxy>;
  readonly proxy: ConnectProxy;
  /** The demo profile with its sign-in service and its STS there, which trusts these certificates. */
  profile(certificateAuthorities?: string): Promise<string>;
}

const test = base.extend<{ far: FarServices }>({
  far: async ({ world, desktop }, use) => {
    const { hostname: host } = new URL(world.rgw.endpoint);
    const authority = await createTestAuthority();
    const pool = await startUserPool({
      users: Object.values(USERS),
      redirectUris: ['pail-dev://auth/callback'],
      logoutUris: [],
      publicOrigin: `https://${SIGN_IN}`,
      issued: world.issued,
    });
    const sts = await startRelayedSts(world.stsProxy.endpoint, { from: pool, to: world.pool });
    const fronts = [
      await startTlsFront({ host, port: Number(new URL(pool.origin).port) }, await authority.issue(`IP:${SIGN_IN}`)),
      await startTlsFront({ host, port: sts.port }, await authority.issue(`IP:${STS}`)),
    ];
    const [signInPort = 0, stsPort = 0] = fronts.map(({ port }) => port);
    const hosts = {
      [`${SIGN_IN}:443`]: { host: '127.0.0.1', port: signInPort },
      [`${STS}:443`]: { host: '127.0.0.1', port: stsPort },
    };
    const proxies: ConnectProxy[] = [];
    const startProxy = async (options?: ConnectProxyOptions): Promise<ConnectProxy> => {
      const started = await startConnectProxy({ ...options, hosts });
      proxies.push(started);
      return started;
    };
    const profile = (certificates?: string) => writeProfile(world, desktop, pool, certificates);
    await use({ authority, pool, sts, startProxy, proxy: await startProxy(), profile });
    for (const part of [...proxies, ...fronts, sts, pool]) await part.stop();
    await authority.remove();
  },
});

async function writeProfile({ profile }: World, desktop: Desktop, pool: UserPool, certificateAuthorities?: string) {
  const { issuer, clientId, clientSecret } = pool;
  const file = path.join(desktop.home, 'far.pail');
  const changed = {
    ...profile,
    signIn: { ...profile.signIn, issuer, clientId, clientSecret },
    storage: { ...profile.storage, ...(certificateAuthorities !== undefined && { certificateAuthorities }) },
    credentials: profile.credentials.map((source) =>
      source.kind === 'static' ? source : { ...source, stsEndpoint: `https://${STS}` },
    ),
  };
  await writeFile(file, JSON.stringify(changed));
  await chmod(file, 0o644);
  return file;
}

/** Signs Ana in. The tests' browser goes to the pool itself: a browser has a network of its own. */
async function signInFar(pail: RunningPail, desktop: Desktop, pool: UserPool): Promise<void> {
  const address = new URL(await startSignIn(pail));
  expect(address.origin).toBe(`https://${SIGN_IN}`);
  const near = new URL(address.pathname + address.search, pool.origin);
  desktop.open(await new FetchBrowser().signIn(near, { username: 'ana', password: 'demo' }));
  await pail.window.list.waitFor();
}

async function setProxy(pail: RunningPail, address: string): Promise<void> {
  await pail.window.signInButton.waitFor();
  await pail.page.keyboard.press('ControlOrMeta+,');
  await pail.window.sheet.getByRole('tab', { name: 'Network' }).click();
  await pail.page.getByRole('radio', { name: 'This one' }).check();
  await pail.page.getByLabel('Address of the proxy').fill(address);
  await pail.page.keyboard.press('Escape');
}

test("sign-in and STS behind the system's proxy, whose authority the user trusts", async ({
  desktop,
  far,
  startPail,
}) => {
  needCeph('roles and STS');
  await trustAuthority(desktop, far.authority.certificate);
  const pail = await startPail({ args: [await far.profile()], env: { https_proxy: far.proxy.url } });
  await signInFar(pail, desktop, far.pool);
  await expect(pail.window.row('Documents')).toBeVisible();
  expect(far.proxy.asked).toEqual(expect.arrayContaining([`${SIGN_IN}:443`, `${STS}:443`]));
  expect(far.sts.calls).toBe(1);
});

test('behind a proxy that is set in Pail, with an authority that only the profile knows', async ({
  desktop,
  far,
  startPail,
}) => {
  needCeph('roles and STS');
  const profile = await far.profile(far.authority.certificate);
  const pail = await startPail({ args: [profile], env: { https_proxy: 'http://127.0.0.1:1' } });
  await setProxy(pail, far.proxy.url);
  await signInFar(pail, desktop, far.pool);
  await expect(pail.window.row('Documents')).toBeVisible();
  expect(far.proxy.asked).toEqual(expect.arrayContaining([`${SIGN_IN}:443`, `${STS}:443`]));
  expect(far.sts.calls).toBe(1);
});

test('an authority that nobody trusts is named', async ({ far, startPail }) => {
  const pail = await startPail({ args: [await far.profile()], env: { https_proxy: far.proxy.url } });
  await pail.window.signInButton.click();
  await expect(pail.page.getByText(/not trusted: its certificate was issued by “Pail test authority”/)).toBeVisible();
});

test('a proxy that wants a password says so', async ({ far, startPail }) => {
  const locked = await far.startProxy({ credentials: { username: 'somebody', password: 'something' } });
  const pail = await startPail({ args: [await far.profile()] });
  await setProxy(pail, `http://127.0.0.1:${locked.port}`);
  await pail.window.signInButton.click();
  await expect(
    pail.page.getByText(/The proxy on the way to .192\.0\.2\.11. wants a name and a password/),
  ).toBeVisible();
});
