import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleFiles, respond } from './app-files.ts';

describe('app://', () => {
  let root = '';
  let files = new Map<string, string>();
  beforeAll(() => {
    root = mkdtempSync(path.join(tmpdir(), 'pail-app-files-'));
    mkdirSync(path.join(root, 'site/assets'), { recursive: true });
    writeFileSync(path.join(root, 'secret.txt'), 'secret');
    writeFileSync(path.join(root, 'site/index.html'), '<meta content="__CSP_NONCE__">');
    writeFileSync(path.join(root, 'site/assets/a.js'), '1');
    files = bundleFiles(path.join(root, 'site'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it('serves the page with a policy and a nonce of its own each time', async () => {
    const [first, second] = [
      respond(files, 'GET', 'app://bundle/index.html'),
      respond(files, 'GET', 'app://bundle/index.html'),
    ];
    const nonce = /'nonce-([^']+)'/.exec(first.headers.get('content-security-policy') ?? '')?.[1];
    expect(await first.text()).toBe(`<meta content="${nonce}">`);
    expect(second.headers.get('content-security-policy')).not.toBe(first.headers.get('content-security-policy'));
    expect(first.headers.get('x-content-type-options')).toBe('nosniff');
    expect(first.headers.get('content-security-policy')).toContain("connect-src 'none'");
  });

  it('serves scripts as scripts', () => {
    expect(respond(files, 'GET', 'app://bundle/assets/a.js').headers.get('content-type')).toContain('text/javascript');
  });

  it.each([
    ['GET', 'app://bundle/../secret.txt', 404],
    ['GET', 'app://bundle/%2e%2e/secret.txt', 404],
    ['GET', 'app://bundle/%2e%2e%2fsecret.txt', 404],
    ['GET', 'app://bundle/..%5csecret.txt', 404],
    ['GET', 'app://bundle/assets', 404],
    ['GET', 'app://bundle/', 404],
    ['GET', 'app://other/index.html', 400],
    ['GET', 'nonsense', 400],
    ['POST', 'app://bundle/index.html', 405],
  ])('%s %s is %i', (method, address, status) => {
    expect(respond(files, method, address).status).toBe(status);
  });
});
