import type { DeepSummary, MeasureProgress, Selection } from '../../../shared/model/listing.ts';
import { throttle } from '../throttle.ts';
import type { Listing } from './listing.ts';
import { pick } from './select.ts';
import { walk } from './walk.ts';

/** One counting of everything below a selection. */
export class Measure {
  readonly #listing: Listing;
  readonly #work = new AbortController();
  readonly #emit: (progress: MeasureProgress) => void;
  #objects = 0;
  #bytes = 0;
  #stopped = false;

  /** `emit` hears what has been found at most ten times a second. */
  constructor(listing: Listing, emit: (progress: MeasureProgress) => void) {
    this.#listing = listing;
    this.#emit = emit;
  }

  /**
   * Counts the selected objects and every key below the selected folders, by listing them. Throws `not-found` where nothing
   * is selected, and as a listing.
   */
  async run(selection: Selection): Promise<DeepSummary> {
    const { folders, objects } = pick(this.#listing, selection);
    for (const { size } of objects) this.#add(1, size);
    const events = throttle(() => this.#emit(this.#found()));
    try {
      for (const folder of folders) await this.#walk(folder, events.request);
    } catch (error) {
      if (!this.#stopped) {
        // Whoever waits is to know how far it came.
        this.#emit(this.#found());
        throw error;
      }
    } finally {
      events.stop();
    }
    return { objects: this.#objects, bytes: this.#bytes, complete: !this.#stopped };
  }

  /** Ends it: `run` answers what has been found. */
  stop(): void {
    this.#stopped = true;
    this.#work.abort();
  }

  /** Ends it: `run` rejects with `reason`. */
  abort(reason: Error): void {
    this.#work.abort(reason);
  }

  async #walk(folder: string, found: () => void): Promise<void> {
    const { signal } = this.#work;
    const { bucket, prefix, port } = this.#listing.source;
    signal.throwIfAborted();
    for await (const { keys, sizes } of walk(await port(), bucket, `${prefix}${folder}/`, signal)) {
      let bytes = 0;
      for (let index = 0; index < keys.count; index += 1) bytes += sizes[index] as number;
      this.#add(keys.count, bytes);
      found();
    }
    signal.throwIfAborted();
  }

  #add(objects: number, bytes: number): void {
    this.#objects += objects;
    this.#bytes += bytes;
  }

  #found(): MeasureProgress {
    return { viewId: this.#listing.viewId, objects: this.#objects, bytes: this.#bytes };
  }
}
