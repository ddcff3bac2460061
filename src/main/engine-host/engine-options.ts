import { isDeepStrictEqual } from 'node:util';
import { limitsAt, type Settings } from '../../shared/model/settings.ts';
import type { EngineOptions } from '../engine/protocol.ts';

/** Looked at again at least so often, in ms: a timer stands still while the computer sleeps, and clocks are set. */
const LOOK_AGAIN = 60_000;

/** Of the settings, what the engine's options follow from. */
export type EngineSettings = Pick<
  Settings,
  'uploadLimit' | 'downloadLimit' | 'schedule' | 'requestsAtOnce' | 'proxy'
> & { readonly certificateAuthorities: { readonly pem: string } | null };

/** Tells the engine what the settings say, and tells it again when the time of day changes the limits. */
export class EngineOptionsTeller {
  readonly #read: () => EngineSettings;
  readonly #tell: (options: EngineOptions) => void;
  #told: EngineOptions | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(read: () => EngineSettings, tell: (options: EngineOptions) => void) {
    this.#read = read;
    this.#tell = tell;
  }

  /** Tells what holds now, if it is not what was told last. To be called when the settings have changed. */
  update(): void {
    this.stop();
    const settings = this.#read();
    const { requestsAtOnce, proxy, certificateAuthorities } = settings;
    const now = new Date();
    const { until, ...limits } = limitsAt(settings, now);
    const options = { ...limits, requestsAtOnce, proxy, certificateAuthorities: certificateAuthorities?.pem ?? null };
    if (!isDeepStrictEqual(options, this.#told)) {
      this.#told = options;
      this.#tell(options);
    }
    if (until === null) return;
    this.#timer = setTimeout(() => this.update(), Math.min(until - now.getTime(), LOOK_AGAIN));
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
