/** Profiles as files, in the real app and in pictures: signed and sealed ones, links, updates, and those of the machine. */
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  fingerprintOf,
  generatePublisherKey,
  type PrivateKey,
  shownFingerprint,
} from '../../src/main/profiles/publisher-key.ts';
import { seal } from '../../src/main/profiles/sealed-secrets.ts';
import { signProfile } from '../../src/main/profiles/signed-profile.ts';
import { canManage, withManagedFolder } from '../support/managed-folder.ts';
import { type ProfileServer, startProfileServer } from '../support/profile-server.ts';
import type { World } from '../support/world.ts';
import { answerDialog, test as base, expect, type RunningPail, signIn } from './fixtures.ts';
import { show } from './view-pictures.ts';

const PASSPHRASE = 'correct horse battery';

const test = base.extend<{ server: ProfileServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameter's form
  server: async ({}, use) => {
    const server = await startProfileServer();
    await use(server);
    await server.stop();
  },
});
test.describe.configure({ timeout: 180_000 });

type Document = World['profile'] & Record<string, unknown>;

/** The demo profile, changed. */
function document({ profile }: World, change: (document: Document) => void = () => undefined): Document {
  const copy = structuredClone(profile) as Document;
  change(copy);
  return copy;
}
const signed = (content: object, key: PrivateKey, earlier: PrivateKey[] = []): Promise<string> =>
  signProfile(new TextEncoder().encode(JSON.stringify(content)), key, earlier);

async function put(folder: string, name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, content);
  await chmod(file, 0o644);
  return file;
}

async function importByDialog(pail: RunningPail, file: string): Promise<void> {
  await answerDialog(pail.electronApp, [file]);
  await pail.page.getByRole('button', { name: 'Import profile…' }).click();
}

test('a profile with nothing to ask about is three clicks from its first file', async ({
  startPail,
  profileFile,
  desktop,
}) => {
  const pail = await startPail();
  await importByDialog(pail, profileFile);
  await expect(pail.window.signInButton).toBeVisible();
  await expect(pail.window.sheet).toHaveCount(0);
  await expect(pail.page.getByText(/Its file holds secrets/)).toBeVisible();
  await signIn(pail, desktop, 'ana');
  await expect(pail.window.row('Documents')).toBeVisible();
});

test('a signed and sealed profile shows its key, takes the passphrase, and signs in', async ({
  startPail,
  desktop,
  world,
  folder,
}) => {
  const key = await generatePublisherKey();
  const content = document(world);
  const { clientSecret } = world.pool;
  const sealed = { sealed: await seal(clientSecret, PASSPHRASE) };
  const credentials = await Promise.all(
    content.credentials.map(async (source) =>
      'secretAccessKey' in source
        ? { ...source, secretAccessKey: { sealed: await seal(source.secretAccessKey, PASSPHRASE) } }
        : source,
    ),
  );
  const whole = { ...content, revision: 4, signIn: { ...content.signIn, clientSecret: sealed }, credentials };
  const file = await put(folder, 'signed.pail', await signed(whole, key));
  const pail = await startPail();
  await importByDialog(pail, file);
  const { sheet } = pail.window;
  await expect(sheet.getByText(shownFingerprint(fingerprintOf(key)))).toBeVisible();
  const passphrase = sheet.getByLabel('Passphrase');
  await expect(passphrase).toBeFocused();
  await show(pail, 'sheet-import-signed');
  await passphrase.fill('wrong');
  await passphrase.press('Enter');
  await expect(sheet.getByText(/This passphrase does not open the profile/)).toBeVisible();
  await show(pail, 'sheet-import-passphrase-wrong');
  await passphrase.fill(PASSPHRASE);
  await passphrase.press('Enter');
  await sheet.waitFor({ state: 'detached' });
  await signIn(pail, desktop, 'ana');
  await pail.window.openLocation('Public');
  expect(pail.pageErrors).toEqual([]);
  const changed = await put(folder, 'unsigned.pail', JSON.stringify({ ...content, revision: 5 }));
  await pail.secondInstance(changed);
  await expect(
    pail.page.getByText(/This file is not signed, and the profile “Acme demo” that you have is/),
  ).toBeVisible();
});

test('a question that is answered with no leaves everything as it was', async ({ startPail, world, folder }) => {
  const file = await put(
    folder,
    'signed.pail',
    await signed({ ...document(world), revision: 1 }, await generatePublisherKey()),
  );
  const pail = await startPail({ args: [file] });
  await expect(pail.window.sheet.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await pail.page.keyboard.press('Escape');
  await pail.window.sheet.waitFor({ state: 'detached' });
  await expect(pail.page.getByRole('button', { name: 'Import profile…' })).toBeVisible();
});

test('what a file would change is said before it does', async ({ pail, world, folder }) => {
  await pail.window.signInButton.waitFor();
  const changed = document(world, (content) => {
    content.locations.splice(2, 1, { label: 'Archive', bucket: 'homes', prefix: '', credentials: 'home' });
    content.storage.endpoint = 'https://s3.other.example';
  });
  await pail.secondInstance(await put(folder, 'changed.pail', JSON.stringify(changed)));
  const { sheet } = pail.window;
  await expect(sheet.getByText('Replace the profile “Acme demo”?')).toBeVisible();
  for (const words of ['Archive', 'Finance', 'where the storage is', 's3.other.example']) {
    await expect(sheet.getByText(words, { exact: true })).toBeVisible();
  }
  await show(pail, 'sheet-import-replace');
  await pail.window.confirm('Replace');
});

test('a link fetches nothing before a yes, and then asks about what it found', async ({
  startPail,
  desktop,
  world,
  server,
}) => {
  const key = await generatePublisherKey();
  const text = await signed({ ...document(world), revision: 1 }, key);
  server.answer = (_request, response) => response.end(text);
  const pail = await startPail();
  const address = `${server.origin}/acme.pail`;
  const link = `pail-dev://profile?url=${encodeURIComponent(address)}`;
  const { sheet } = pail.window;
  desktop.open(link);
  await expect(sheet.getByText(address)).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await show(pail, 'sheet-link');
  await pail.window.confirm('Cancel');
  expect(server.requests).toHaveLength(0);
  desktop.open(link);
  await sheet.getByRole('button', { name: 'Fetch profile' }).click();
  await expect(sheet.getByText(shownFingerprint(fingerprintOf(key)))).toBeVisible();
  expect(server.requests.map(({ headers }) => headers.cookie)).toEqual([undefined]);
  await pail.window.confirm('Import');
  await expect(pail.window.signInButton).toBeVisible();
  server.answer = (_request, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end();
  desktop.open(link);
  await sheet.getByRole('button', { name: 'Fetch profile' }).click();
  await expect(pail.page.getByText(/could not be fetched .*it leads to an address that is not safe/)).toBeVisible();
  server.answer = (_request, response) => {
    const more = (): void => void (response.destroyed || response.write(' '.repeat(65_536), more));
    more();
  };
  desktop.open(link);
  await sheet.getByRole('button', { name: 'Fetch profile' }).click();
  await expect(pail.page.getByText(/is larger than a profile can be/)).toBeVisible();
});

test('a signed profile updates itself at the start, and the version before can be had back', async ({
  startPail,
  desktop,
  world,
  server,
  folder,
}) => {
  const key = await generatePublisherKey();
  const updateUrl = `${server.origin}/acme.pail`;
  const first = { ...document(world), revision: 1, updateUrl };
  const second = {
    ...document(world, ({ locations }) => void locations.splice(2, 1)),
    revision: 2,
    updateUrl,
  };
  const file = await put(folder, 'signed.pail', await signed(first, key));
  const pail = await startPail({ args: [file] });
  await pail.window.confirm('Import');
  await signIn(pail, desktop, 'ana');
  await expect(pail.window.locations).toHaveText([/My files/, /team-a/, /Finance/, /Public/]);
  const text = await signed(second, key);
  server.answer = (_request, response) => response.end(text);
  const about = async () => {
    await pail.page.getByRole('button', { name: 'Account ana', exact: true }).click();
    await pail.page.getByRole('menuitem', { name: 'About this profile…' }).click();
  };
  await about();
  await pail.window.sheet.getByRole('button', { name: 'Check for an update' }).click();
  await expect(pail.page.getByText('Profile “Acme demo” updated: 1 location removed.')).toBeVisible();
  await show(pail, 'sheet-about-profile');
  await pail.window.confirm('Done');
  await expect(pail.window.locations).toHaveText([/My files/, /team-a/, /Public/]);
  await about();
  await pail.window.sheet.getByRole('button', { name: 'Use the previous version…' }).click();
  await pail.window.confirm('Use the previous version');
  await expect(pail.window.locations).toHaveText([/My files/, /team-a/, /Finance/, /Public/]);
  await pail.close();
  const asked = server.requests.length;
  server.answer = (_request, response) => response.writeHead(503).end();
  const next = await startPail();
  await expect.poll(() => server.requests.length).toBeGreaterThan(asked);
  await expect(next.page.getByText(/Updates could not be checked since .*it answers 503/)).toBeVisible();
});

test('an expired profile says so, and signs nobody in', async ({ startPail, world, folder, desktop }) => {
  const content = { ...document(world), expires: '2999-01-01' };
  const pail = await startPail({ args: [await put(folder, 'a.pail', JSON.stringify(content))] });
  await pail.window.signInButton.waitFor();
  await pail.close();
  // Time passes: what was kept expires.
  const kept = path.join(desktop.home, 'user-data/profiles');
  const [name = ''] = await readdir(kept);
  const stored = await readFile(path.join(kept, name), 'utf8');
  await writeFile(path.join(kept, name), stored.replace('2999-01-01', '2020-01-01'));
  const next = await startPail();
  await expect(next.page.getByText(/This profile expired on 1 Jan 2020/)).toBeVisible();
  await show(next, 'sign-in-expired-profile');
  await expect(next.window.signInButton).toHaveCount(0);
  const refused = await next.page.evaluate(async () => {
    const listed = await window.pail.profiles.list();
    return window.pail.accounts.signIn(listed.ok ? (listed.value[0]?.id ?? '') : '');
  });
  expect(refused).toMatchObject({ ok: false, error: { code: 'profile-expired' } });
});

test.describe('the machine’s folder', () => {
  test.skip(!canManage, 'only root can put files where the machine has them');

  test('the machine’s profiles are there for everybody, and cannot be removed', async ({
    startPail,
    desktop,
    world,
  }) => {
    await withManagedFolder(desktop, { 'acme.pail': JSON.stringify(document(world)) }, async () => {
      const pail = await startPail();
      await expect(
        pail.page.getByText('This computer’s administrator manages this profile.', { exact: false }),
      ).toBeVisible();
      await expect(pail.page.getByText(/Everybody who uses this computer can read the secrets/)).toBeVisible();
      await show(pail, 'sign-in-managed');
      await expect(pail.page.getByRole('button', { name: 'Remove profile…' })).toHaveAttribute('aria-disabled', 'true');
      await signIn(pail, desktop, 'ana');
      await expect(pail.window.row('Documents')).toBeVisible();
    });
  });

  test('a managed folder that others may write to counts for nothing', async ({ startPail, desktop, world }) => {
    await withManagedFolder(desktop, { 'acme.pail': JSON.stringify(document(world)) }, async (folder) => {
      await chmod(folder, 0o777);
      const pail = await startPail();
      await expect(pail.page.getByText(/was not used \(others than its owner may write to it\)/)).toBeVisible();
      await expect(pail.page.getByRole('button', { name: 'Import profile…' })).toBeVisible();
    });
  });
});
