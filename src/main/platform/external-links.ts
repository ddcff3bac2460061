import { shell } from 'electron';
import { isLoopbackUrl } from '../../shared/model/profile/fields.ts';

/** True for an address that Pail may hand to the system browser: https, or plain http to this computer. */
export function isAllowedExternalUrl(url: URL): boolean {
  if (url.username || url.password || url.href.length > 8192) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(url));
}

/** The one door to the system browser. The address must be one that main built. */
export async function openInBrowser(url: URL): Promise<void> {
  if (!isAllowedExternalUrl(url)) throw new Error(`refused to open an address of scheme ${url.protocol}`);
  await shell.openExternal(url.href);
}
