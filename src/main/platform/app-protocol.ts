/** `app://bundle/`: the window's own files, and nothing else. */
import { protocol, type Session } from 'electron';
import { bundleFiles, respond } from './app-files.ts';

/** The window's page: the only one that Pail shows. */
export const APP_PAGE = 'app://bundle/index.html';

/** Must run before `ready`, once. */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built window from `root` in this session. */
export function serveApp(session: Session, root: string): void {
  const files = bundleFiles(root);
  session.protocol.handle('app', (request) => respond(files, request.method, request.url));
}
