import path from 'node:path';
import { app } from 'electron';
import { deepLinkScheme } from './build.ts';
import { behindApp, type DeepLink, filesIn, linkAmong, parseDeepLink } from './deep-link.ts';

/** What the OS hands to Pail from outside, at its start or while it runs. */
export interface LaunchHandlers {
  /** What became of a link with our scheme when it was judged. */
  deepLink(link: DeepLink): void;
  /** An absolute path of a file that may be a profile: nobody has looked. */
  profileFile(file: string): void;
  /** Somebody started Pail again: come to the front. */
  focus(): void;
}

/**
 * Listens for links and files from the first tick on (macOS sends them before `ready`, and one tick too late loses
 * them) and holds them until {@link Launches.deliver}.
 */
export class Launches {
  #handlers: LaunchHandlers | null = null;
  #held: ((handlers: LaunchHandlers) => void)[] = [];

  /** Answers false where another Pail runs already; it has then been told our arguments, and we must quit. */
  start(): boolean {
    app.on('open-url', (event, url) => {
      event.preventDefault();
      this.#hand((h) => h.deepLink(parseDeepLink(url, deepLinkScheme())));
    });
    app.on('open-file', (event, file) => {
      event.preventDefault();
      this.#hand((h) => h.profileFile(file));
    });
    if (!app.requestSingleInstanceLock()) return false;
    app.on('second-instance', (_event, argv, workingDirectory) => {
      this.#arguments(argv.slice(1), workingDirectory);
      this.#hand((h) => h.focus());
    });
    this.#arguments(process.argv.slice(1), process.cwd());
    return true;
  }

  /** Hands over what was held, and everything from now on. */
  deliver(handlers: LaunchHandlers): void {
    this.#handlers = handlers;
    for (const give of this.#held.splice(0)) give(handlers);
  }

  #arguments(argv: readonly string[], workingDirectory: string): void {
    const link = linkAmong(argv, deepLinkScheme());
    if (link !== null) this.#hand((h) => h.deepLink(link));
    const files = filesIn(behindApp(argv, app.getAppPath(), workingDirectory));
    for (const file of files) this.#hand((h) => h.profileFile(path.resolve(workingDirectory, file)));
  }

  #hand(give: (handlers: LaunchHandlers) => void): void {
    if (this.#handlers) give(this.#handlers);
    else this.#held.push(give);
  }
}

/**
 * Makes the OS send our scheme here. Installed builds on Linux and macOS have it from their package; a build run from the
 * source tree can register itself on Windows only (elsewhere `npm run demo` does, or profiles use a loopback redirect).
 * The trailing `--` keeps a link from being read as a switch (CVE-2018-1000006).
 */
export function registerScheme(): void {
  if (process.platform !== 'win32') return;
  const args = app.isPackaged ? ['--'] : [path.resolve(process.argv[1] ?? '.'), '--'];
  app.setAsDefaultProtocolClient(deepLinkScheme(), process.execPath, args);
}
