/** The fences around every page that Pail could ever show. Attached where no window can miss them. */
import { app, type Session, type WebContents } from 'electron';
import { APP_PAGE } from './app-protocol.ts';

function guard(contents: WebContents): void {
  const deny = (event: { preventDefault(): void }): void => event.preventDefault();
  // The one way to go is to load the window's own page again.
  const denyUnlessReload = (event: { preventDefault(): void; url: string; isMainFrame: boolean }): void => {
    if (!event.isMainFrame || event.url !== APP_PAGE || contents.getURL() !== APP_PAGE) event.preventDefault();
  };
  contents.on('will-navigate', denyUnlessReload);
  contents.on('will-frame-navigate', denyUnlessReload);
  contents.on('will-redirect', deny);
  contents.on('will-attach-webview', deny);
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Before `ready`: whatever web contents come to be, they can neither navigate nor open windows. */
export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents) => guard(contents));
}

/** No page gets any permission, and no page reaches the network: the window's files come from `app:`. */
export function restrictSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const { protocol } = new URL(details.url);
    answer({ cancel: protocol !== 'app:' && protocol !== 'devtools:' && protocol !== 'data:' });
  });
  session.on('will-download', (event) => event.preventDefault());
  // Also where no window checks spelling, Chromium would fetch a dictionary, past the fence above.
  session.setSpellCheckerEnabled(false);
}
