import path from 'node:path';
import { app } from 'electron';
import type { BuildKind } from '../../shared/model/build.ts';
import { SCHEME_LOGOUT_URI, SCHEME_REDIRECT_URI } from '../../shared/model/profile/sign-in.ts';

const OWN_ADDRESSES = [SCHEME_REDIRECT_URI, SCHEME_LOGOUT_URI];
/** What `npm run package` puts behind the version where a stand-in is all that it has. */
const UNSUPPORTED_VERSION = /-dev-unsupported$/;

/** What this build is. */
export function buildKind(): BuildKind {
  if (!app.isPackaged) return 'source-tree';
  return UNSUPPORTED_VERSION.test(app.getVersion()) ? 'unsupported-package' : 'package';
}

/**
 * The URL scheme that this build answers to. Builds run from the source tree have their own, so that trying Pail never
 * takes the sign-ins of an installed one.
 */
export function deepLinkScheme(): 'pail' | 'pail-dev' {
  return app.isPackaged ? 'pail' : 'pail-dev';
}

/** The icon as a file of its own: the About panel and window managers of Linux read none from an archive. */
export function iconFile(): string {
  if (app.isPackaged) return path.join(process.resourcesPath, 'icon.png');
  return path.join(app.getAppPath(), 'resources/icons/256x256.png');
}

/** A Pail run from the source tree has its own data, and so its own lock: it never touches an installed one's. */
export function keepSourceTreeApart(): void {
  if (app.isPackaged || app.commandLine.hasSwitch('user-data-dir')) return;
  app.setPath('userData', path.join(app.getPath('appData'), 'Pail-dev'));
}

/** The address of this build for one of a profile's: the installed scheme becomes this build's, others stay. */
export function addressOfBuild(profileAddress: string, scheme: string = deepLinkScheme()): string {
  return OWN_ADDRESSES.includes(profileAddress) ? profileAddress.replace(/^pail:/, `${scheme}:`) : profileAddress;
}
