/** A part of a long list, as whoever holds it answers. */
export interface ItemsWindow<T> {
  readonly start: number;
  /** The version of the list that these items are of. */
  readonly version: number;
  readonly items: readonly T[];
}

/** Answers at most `count` items from `start`. */
export type WindowSource<T> = (start: number, count: number) => Promise<ItemsWindow<T>>;

interface Page<T> {
  readonly items: readonly T[];
  readonly version: number;
}

const PAGE = 100;
const MOST_PAGES = 60;
const MOST_REQUESTS = 3;

/**
 * The rows near the ones on screen of a list that lives elsewhere. Rows of an older version stay until newer ones arrive,
 * so that nothing flashes. Memory is bounded by MOST_PAGES, requests under way by MOST_REQUESTS.
 */
export class WindowCache<T> {
  #source: WindowSource<T> | null = null;
  #pages = new Map<number, Page<T>>();
  #requests = new Map<number, Promise<void>>();
  #failed = new Set<number>();
  #version = 0;
  /** Grows when the source changes: answers of an older one are ignored. */
  #generation = 0;
  #changes = 0;
  #wanted: readonly [number, number] = [0, -1];
  readonly #listeners = new Set<() => void>();
  readonly #same: (one: T, other: T) => boolean;

  /** `same`: two items that look the same. Then the one that is here stays, so that nobody has to look again. */
  constructor(same: (one: T, other: T) => boolean = Object.is) {
    this.#same = same;
  }

  /** Forgets all rows and reads from another source from now on. */
  reset(source: WindowSource<T> | null): void {
    this.#generation += 1;
    this.#source = source;
    this.#version = 0;
    this.#pages = new Map();
    this.#requests = new Map();
    this.#failed = new Set();
    this.#wanted = [0, -1];
    this.#tell();
  }

  /** Says that the list has changed; what is wanted is read again. */
  invalidate(version: number): void {
    if (version <= this.#version) return;
    this.#version = version;
    this.#failed.clear();
    this.#fill();
  }

  /** Says which rows are on screen, both included. */
  want(first: number, last: number): void {
    this.#wanted = [first, last];
    this.#fill();
  }

  at(index: number): T | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.items[index % PAGE];
  }

  /** The row, read if need be; `undefined` when there is none or it cannot be had. */
  async load(index: number): Promise<T | undefined> {
    const present = this.at(index);
    if (present !== undefined) return present;
    await this.#request(Math.floor(index / PAGE));
    return this.at(index);
  }

  /** The position of the first item that fits, among those of the latest version; -1 if none of them does. */
  indexOf(fits: (item: T) => boolean): number {
    for (const [page, { items, version }] of this.#pages) {
      const index = version < this.#version ? -1 : items.findIndex(fits);
      if (index >= 0) return page * PAGE + index;
    }
    return -1;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Grows with every change of what {@link at} answers. */
  readonly changes = (): number => this.#changes;

  #fill(): void {
    const [first, last] = this.#wanted;
    if (last < first) return;
    // Pages on screen come first, then the neighbours in the way that people scroll.
    const from = Math.floor(first / PAGE);
    const to = Math.floor(last / PAGE);
    const order: number[] = [];
    for (let page = from; page <= to; page += 1) order.push(page);
    order.push(to + 1, from - 1);
    for (const page of order) {
      if (this.#requests.size >= MOST_REQUESTS) return;
      if (page >= 0 && !this.#failed.has(page) && this.#isStale(page)) void this.#request(page);
    }
  }

  #isStale(page: number): boolean {
    const present = this.#pages.get(page);
    return present === undefined || present.version < this.#version;
  }

  #request(page: number): Promise<void> {
    const source = this.#source;
    if (!source) return Promise.resolve();
    const running = this.#requests.get(page);
    if (running) return running;
    const generation = this.#generation;
    const request = source(page * PAGE, PAGE).then(
      ({ items, version }) => this.#settle(generation, page, { items, version }),
      () => this.#settle(generation, page, null),
    );
    this.#requests.set(page, request);
    return request;
  }

  #settle(generation: number, page: number, answer: Page<T> | null): void {
    if (generation !== this.#generation) return;
    this.#requests.delete(page);
    if (answer) {
      this.#pages.set(page, { items: this.#kept(page, answer.items), version: answer.version });
      this.#trim();
      this.#tell();
    } else {
      // Asked again when the list changes, not in a loop.
      this.#failed.add(page);
    }
    this.#fill();
  }

  #kept(page: number, items: readonly T[]): readonly T[] {
    const old = this.#pages.get(page)?.items ?? [];
    return items.map((item, index) => {
      const present = old[index];
      return present !== undefined && this.#same(present, item) ? present : item;
    });
  }

  #trim(): void {
    const middle = (this.#wanted[0] + this.#wanted[1]) / 2 / PAGE;
    while (this.#pages.size > MOST_PAGES) {
      let farthest = 0;
      let distance = -1;
      for (const page of this.#pages.keys()) {
        if (Math.abs(page - middle) > distance) {
          farthest = page;
          distance = Math.abs(page - middle);
        }
      }
      this.#pages.delete(farthest);
    }
  }

  #tell(): void {
    this.#changes += 1;
    for (const listener of this.#listeners) listener();
  }
}
