/** The system browser of a test desktop: Debian's Chromium, started by links as any user's, and driven by Playwright. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Browser, chromium } from 'playwright';
import { giveToUnprivileged } from './run-as.ts';

/** Where Debian puts the browser. */
const EXECUTABLE = '/usr/bin/chromium';
const START_LIMIT_MS = 30_000;
/** Attaching takes half a second, or for ever when a page is replaced meanwhile; the next try then works. */
const ATTACH_LIMIT_MS = 3_000;

/** The browser that http and https links of one desktop open in. */
export class SystemBrowser {
  readonly #profile: string;
  readonly #scheme: string;
  readonly #trusted = new Set<string>();
  #connection: Browser | undefined;

  /** `home` is the desktop's home; `scheme` is what trusted pages may open without a question. */
  constructor(home: string, scheme: string) {
    this.#profile = path.join(home, 'browser');
    this.#scheme = scheme;
  }

  /** The body of a shell script that opens the address in its first argument in this browser. */
  script(): string {
    const switches = [
      `--user-data-dir=${this.#profile}`,
      '--remote-debugging-port=0',
      '--no-first-run',
      '--no-default-browser-check',
      '--password-store=basic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-gpu',
    ];
    // In the background, as desktops start programs: xdg-open waits for what it starts, and the app's output pipes, which
    // both inherit, would stay open until the browser ends.
    return `setsid ${EXECUTABLE} ${switches.join(' ')} "$@" </dev/null >>"$HOME/browser.log" 2>&1 &`;
  }

  /**
   * Lets pages of this origin open the scheme without asking, as if a user had ticked "always allow". The browser reads it
   * at its start only.
   */
  async trust(origin: string): Promise<void> {
    if (existsSync(this.#portFile)) throw new Error('Trust an origin before the browser is started.');
    this.#trusted.add(origin);
    const pairs = Object.fromEntries([...this.#trusted].map((one) => [one, { [this.#scheme]: true }]));
    const preferences = path.join(this.#profile, 'Default', 'Preferences');
    await mkdir(path.dirname(preferences), { recursive: true });
    await writeFile(preferences, JSON.stringify({ protocol_handler: { allowed_origin_protocol_pairs: pairs } }));
    await giveToUnprivileged(this.#profile);
  }

  /** Attaches to the browser; waits for the link that starts it. */
  async connect(): Promise<Browser> {
    if (this.#connection?.isConnected()) return this.#connection;
    const deadline = Date.now() + START_LIMIT_MS;
    for (;;) {
      try {
        const [port] = (await readFile(this.#portFile, 'utf8')).split('\n');
        this.#connection = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: ATTACH_LIMIT_MS });
        return this.#connection;
      } catch (error) {
        if (Date.now() > deadline) throw new Error('No link has started the system browser.', { cause: error });
        await delay(100);
      }
    }
  }

  /** Lets go of the browser; the desktop ends its process. */
  async disconnect(): Promise<void> {
    await this.#connection?.close();
  }

  get #portFile(): string {
    return path.join(this.#profile, 'DevToolsActivePort');
  }
}
