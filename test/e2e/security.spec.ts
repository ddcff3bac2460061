/** The security baseline of docs/security.md, asserted in the running app. */
import { API_EVENTS, API_METHODS } from '../../src/shared/api.ts';
import { expect, signIn, test } from './fixtures.ts';

test('the renderer is sandboxed, as an unprivileged user', async ({ pail }) => {
  const status = await pail.processStatus(await pail.rendererPid());
  expect(status['Seccomp']).toBe('2');
  expect(status['NSpid']?.split(/\s+/).length).toBeGreaterThan(1);
  expect(status['Uid']).not.toMatch(/^0\b/);
  const preferences = await (await pail.electronApp.browserWindow(pail.page)).evaluate((window) => {
    const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = (
      window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    ).getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
});

test('the page has no Node, no network and no way out', async ({ pail, world }) => {
  const seen = await pail.page.evaluate(async (address) => {
    const outcome = (work: () => Promise<unknown>) =>
      work().then(
        () => 'went through',
        (error: unknown) => `refused: ${error}`,
      );
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    const image = new Image();
    image.src = `${address}/pixel.png`;
    const script = document.createElement('script');
    script.textContent = 'globalThis.injected = true';
    document.head.append(script);
    const result = {
      process: typeof (globalThis as { process?: unknown }).process,
      require: typeof (globalThis as { require?: unknown }).require,
      fetch: await outcome(() => fetch(address)),
      evaluated: await outcome(
        () =>
          new Promise((resolve, reject) => {
            // Later, because the protocol that runs this test lifts the policy while it calls.
            setTimeout(() => {
              try {
                resolve(Reflect.construct(Function, ['return 1'])());
              } catch (error) {
                reject(error);
              }
            }, 50);
          }),
      ),
      opened: window.open('https://example.com'),
      javascript: window.open('javascript:alert(1)'),
      escape: await outcome(() => fetch('app://bundle/%2e%2e/%2e%2e/package.json')),
      injected: (globalThis as { injected?: boolean }).injected,
      notification: await Notification.requestPermission(),
      violations,
    };
    await new Promise((resolve) => setTimeout(resolve, 300));
    return result;
  }, world.pool.origin);
  expect(seen).toMatchObject({
    process: 'undefined',
    require: 'undefined',
    opened: null,
    javascript: null,
    notification: 'denied',
  });
  expect(seen.injected).toBeUndefined();
  expect(seen).toMatchObject({
    fetch: expect.stringContaining('refused'),
    evaluated: expect.stringContaining('refused'),
    escape: expect.stringContaining('refused'),
  });
  expect(seen.violations).toEqual(expect.arrayContaining(['connect-src', 'img-src', 'script-src-elem', 'script-src']));
  expect(world.pool.requests.some(({ path }) => path === '/pixel.png')).toBe(false);
});

test('app:// serves the bundle only', async ({ pail }) => {
  const addresses = [
    'index.html',
    '%2e%2e/package.json',
    '..%2fpackage.json',
    '../package.json',
    'nothing.js',
    'main/index.js',
  ];
  const statuses = await pail.electronApp.evaluate(
    async ({ net }, list) =>
      Promise.all(list.map(async (address) => (await net.fetch(`app://bundle/${address}`)).status)),
    addresses,
  );
  expect(statuses).toEqual([200, 404, 404, 404, 404, 404]);
});

test('the page cannot be led away', async ({ pail }) => {
  const before = pail.page.url();
  await pail.page.evaluate(() => {
    location.href = 'https://example.com/';
  });
  await pail.page.evaluate(() => {
    location.href = 'pail-dev://auth/logout';
  });
  await pail.page.waitForTimeout(300);
  expect(pail.page.url()).toBe(before);
});

test('window.pail has exactly the contract', async ({ pail }) => {
  const keys = await pail.page.evaluate(() =>
    Object.fromEntries(
      Object.entries(window.pail).map(([feature, methods]) => [
        feature,
        typeof methods === 'function' ? 'function' : Object.keys(methods).sort(),
      ]),
    ),
  );
  const expected = Object.fromEntries(
    Object.entries(API_METHODS).map(([feature, methods]) => [feature, Object.keys(methods).sort()]),
  );
  expect(keys).toEqual({ ...expected, on: 'function' });
  expect(Object.keys(API_EVENTS).length).toBeGreaterThan(0);
});

test('a wrong shape is refused, and so is a wrong sender', async ({ pail, desktop }) => {
  type Call = (feature: string, method: string, args: unknown) => Promise<{ ok: boolean; error?: { code: string } }>;
  const shape = await pail.page.evaluate(async () => {
    const loose = window.pail as unknown as Record<
      string,
      Record<string, (...args: unknown[]) => Promise<{ ok: boolean; error?: { code: string } }>>
    >;
    return [
      await loose['listings']?.['rows']?.('v', -1, 1e9),
      await loose['profiles']?.['remove']?.({ id: 1 }),
      await loose['accounts']?.['signIn']?.(),
    ];
  });
  expect(shape.map((result) => result?.error?.code)).toEqual([
    'invalid-argument',
    'invalid-argument',
    'invalid-argument',
  ]);

  const preload = `${desktop.home}/app/out/preload/index.cjs`;
  const foreign = await pail.electronApp.evaluate(async ({ BrowserWindow }, file) => {
    const answers: (string | undefined)[] = [];
    for (const page of ['app://bundle/index.html', 'data:text/html,<p>foreign']) {
      const window = new BrowserWindow({ show: false, webPreferences: { preload: file, sandbox: true } });
      await window.loadURL(page);
      const answer = (await window.webContents.executeJavaScript('window.pail.profiles.list()')) as Awaited<
        ReturnType<Call>
      >;
      answers.push(answer.ok ? 'answered' : answer.error?.code);
      window.destroy();
    }
    return answers;
  }, preload);
  expect(foreign).toEqual(['forbidden', 'forbidden']);
});

test('the page cannot name a path: only dropped files have one', async ({ pail }) => {
  const outcomes = await pail.page.evaluate(async () => {
    const loose = window.pail as unknown as Record<string, Record<string, (...args: unknown[]) => Promise<unknown>>>;
    const tries = [
      () => loose['profiles']?.['importDropped']?.(['/etc/passwd']),
      () => loose['transfers']?.['uploadDropped']?.('location', '', ['/etc/passwd']),
      () => loose['profiles']?.['importDropped']?.([new File(['x'], '/etc/passwd')]),
      () => loose['dragOut']?.['begin']?.('/etc/passwd'),
      () => loose['dragOut']?.['prepare']?.('/etc/passwd', { pinned: '/etc/passwd' }),
    ];
    return Promise.all(
      tries.map(async (work) => {
        try {
          return JSON.stringify(await work());
        } catch (error) {
          return `refused: ${error}`;
        }
      }),
    );
  });
  expect(outcomes[0]).toContain('refused');
  expect(outcomes[1]).toContain('refused');
  expect(outcomes[2]).toContain('file-not-found');
  expect(outcomes[3]).toContain('not-found');
  expect(outcomes[4]).toContain('not-found');
});

test('the window loads its own page again, and nothing else', async ({ pail }) => {
  await pail.window.signInButton.waitFor();
  const loaded = pail.page.waitForEvent('load');
  await pail.page.evaluate(() => {
    (globalThis as { before?: boolean }).before = true;
    setTimeout(() => location.reload());
  });
  await loaded;
  expect(await pail.page.evaluate(() => (globalThis as { before?: boolean }).before)).toBeUndefined();
  await expect(pail.window.signInButton).toBeVisible();
});

test('nothing violates the policy in normal use, from the first byte on', async ({ pail, desktop }) => {
  await pail.page.reload();
  await signIn(pail, desktop, 'ana');
  await pail.window.row('Documents').click();
  await pail.window.askToDelete();
  await pail.window.confirm('Keep');
  await pail.window.showTransfers();
  expect(pail.pageErrors.filter((text) => /Content Security Policy|violat/i.test(text))).toEqual([]);
});
