/** Stores that only the system's own network reaches: behind its proxy, with a certificate that only its user trusts. */
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ConnectProxy, startConnectProxy } from '../support/connect-proxy.ts';
import type { Desktop } from '../support/desktop.ts';
import { startTlsFront, type TlsFront } from '../support/tls-front.ts';
import { createTestAuthority, type TestAuthority } from '../support/tls-front-ca.ts';
import { trustAuthority } from '../support/trust-authority.ts';
import type { World } from '../support/world.ts';
import { test as base, expect, signIn } from './fixtures.ts';

/**
 * An address that nobody has (RFC 5737): only the proxy knows where it leads. Chromium takes no proxy for loopback, and RGW
 * would take a name for that of a bucket.
 */
const ADDRESS = '192.0.2.10';

interface FarStore {
  readonly authority: TestAuthority;
  readonly front: TlsFront;
  readonly proxy: ConnectProxy;
  /** The demo profile, with its storage there. */
  readonly profileFile: string;
}

const test = base.extend<{ farStore: FarStore }>({
  farStore: async ({ world, desktop }, use) => {
    const { hostname, port } = new URL(world.rgw.endpoint);
    const authority = await createTestAuthority();
    const certificate = await authority.issue(`IP:${ADDRESS}`);
    const front = await startTlsFront({ host: hostname, port: Number(port) }, certificate);
    const proxy = await startConnectProxy({ hosts: { [`${ADDRESS}:443`]: { host: '127.0.0.1', port: front.port } } });
    await use({ authority, front, proxy, profileFile: await writeProfile(world, desktop) });
    await proxy.stop();
    await front.stop();
    await authority.remove();
  },
});

async function writeProfile({ profile }: World, desktop: Desktop, more: object = {}): Promise<string> {
  const storage = { ...profile.storage, endpoint: `https://${ADDRESS}`, ...more };
  const file = path.join(desktop.home, 'far.pail');
  await writeFile(file, JSON.stringify({ ...profile, storage }));
  await chmod(file, 0o644);
  return file;
}

test("a store behind the system's proxy, whose authority the user trusts", async ({ desktop, farStore, startPail }) => {
  await trustAuthority(desktop, farStore.authority.certificate);
  const { profileFile, proxy } = farStore;
  const pail = await startPail({ args: [profileFile], env: { https_proxy: proxy.url } });
  await signIn(pail, desktop, 'ana');
  // Electron's own network starts with the first request.
  await expect(pail.window.row('Documents')).toBeVisible();
  await pail.window.openFolder('Documents');
  await pail.window.newFolder('Through the tunnel');
  await expect(pail.window.row('Through the tunnel')).toBeVisible();
  expect(proxy.asked).toContain(`${ADDRESS}:443`);
});

test('a store behind a proxy, whose authority only the profile knows', async ({
  desktop,
  world,
  farStore,
  startPail,
}) => {
  const { authority, proxy } = farStore;
  const profile = await writeProfile(world, desktop, { certificateAuthorities: authority.certificate });
  const pail = await startPail({ args: [profile], env: { https_proxy: proxy.url } });
  await signIn(pail, desktop, 'ana');
  await expect(pail.window.row('Documents')).toBeVisible();
  expect(proxy.asked).toContain(`${ADDRESS}:443`);
});

test('without that trust it is said that the connection is not trusted', async ({ desktop, farStore, startPail }) => {
  const { profileFile, proxy } = farStore;
  const pail = await startPail({ args: [profileFile], env: { https_proxy: proxy.url } });
  await signIn(pail, desktop, 'ana').catch(() => undefined);
  await expect(pail.page.getByText(/The connection to .192\.0\.2\.10. is not trusted/)).toBeVisible();
  expect(proxy.asked).toContain(`${ADDRESS}:443`);
});

test('a proxy that is set in Pail is taken at once, in place of the one that the system has', async ({
  desktop,
  farStore,
  startPail,
}) => {
  await trustAuthority(desktop, farStore.authority.certificate);
  const { profileFile, proxy } = farStore;
  const pail = await startPail({ args: [profileFile], env: { https_proxy: 'http://127.0.0.1:1' } });
  await pail.window.signInButton.waitFor();
  await pail.page.keyboard.press('ControlOrMeta+,');
  await pail.window.sheet.getByRole('tab', { name: 'Network' }).click();
  await pail.page.getByRole('radio', { name: 'This one' }).check();
  await pail.page.getByLabel('Address of the proxy').fill(proxy.url);
  await pail.page.keyboard.press('Escape');
  await signIn(pail, desktop, 'ana');
  await expect(pail.window.row('Documents')).toBeVisible();
  expect(proxy.asked).toContain(`${ADDRESS}:443`);
});
