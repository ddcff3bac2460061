import { expect, it, vi } from 'vitest';
import { isAllowedExternalUrl, openInBrowser } from '../../src/main/platform/external-links.ts';

const { openExternal } = vi.hoisted(() => ({ openExternal: vi.fn(async () => undefined) }));
vi.mock('electron', () => ({ shell: { openExternal } }));

it.each([
  'https://pool.example/oauth2/authorize?x=1',
  'http://127.0.0.1:9/x',
  'http://[::1]:9/',
  'http://localhost:9/',
])('opens %s', (address) => expect(isAllowedExternalUrl(new URL(address))).toBe(true));

it.each([
  'http://pool.example/',
  'https://user:secret@pool.example/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'smb://server/share',
  'ms-msdt:/id',
  'pail://auth/callback?code=c&state=s',
  `https://pool.example/${'x'.repeat(9000)}`,
])('does not open %s', async (address) => {
  expect(isAllowedExternalUrl(new URL(address))).toBe(false);
  await expect(openInBrowser(new URL(address))).rejects.toThrow();
  expect(openExternal).not.toHaveBeenCalled();
});
