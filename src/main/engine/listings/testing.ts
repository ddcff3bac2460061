/** What several tests of listings need. */
import { vi } from 'vitest';
import {
  type Arrangement,
  DEFAULT_ARRANGEMENT,
  type EntryKind,
  type ListingStatus,
  MAX_ROWS,
  type Scope,
} from '../../../shared/model/listing.ts';
import { bytesOf, packTexts } from '../s3/packed.ts';
import type { ListPage, ListRequest, S3Port } from '../s3/port.ts';
import type { Columns } from './columns.ts';
import { Listing } from './listing.ts';
import type { ArrangedRows } from './ordering.ts';

const OFTEN = { interval: 1, timeout: 20_000 };

/** Adds an entry by its name as text. */
export function addText(columns: Columns, kind: EntryKind, name: string, size = -1, modified = -1): number {
  const bytes = bytesOf(name);
  return columns.add(kind, bytes, 0, bytes.length, size, modified);
}

/** A page whose objects have the size of their key in characters. */
export function pageOf(
  keys: readonly string[],
  prefixes: readonly string[] = [],
  next: string | null = null,
): ListPage {
  return {
    keys: packTexts(keys),
    prefixes: packTexts(prefixes),
    sizes: Float64Array.from(keys, (key) => key.length),
    modified: new Float64Array(keys.length).fill(1),
    archived: [],
    nextToken: next,
  };
}

/** A request that waits for its answer. */
export interface Waiting {
  readonly request: ListRequest;
  answer(page: ListPage): void;
  fail(error: Error): void;
}

/** A store whose pages are answered one by one, each by hand. */
export class GatedStore {
  /** All requests so far. */
  readonly requests: ListRequest[] = [];
  readonly waiting: Waiting[] = [];
  readonly port = {
    listPage: (request: ListRequest) =>
      new Promise<ListPage>((resolve, reject) => {
        const { signal } = request;
        const abort = (): void => reject(signal.reason);
        signal.addEventListener('abort', abort, { once: true });
        const answer = (page: ListPage): void => {
          signal.removeEventListener('abort', abort);
          resolve(page);
        };
        this.requests.push(request);
        this.waiting.push({ request, answer, fail: reject });
      }),
  } as Partial<S3Port> as S3Port;

  /** The oldest request that waits, below a prefix; one that was taken back does not wait. */
  next(prefix = ''): Promise<Waiting> {
    return vi.waitFor(() => {
      const index = this.waiting.findIndex(
        ({ request }) => request.prefix.startsWith(prefix) && !request.signal.aborted,
      );
      const [found] = index < 0 ? [] : this.waiting.splice(index, 1);
      if (!found) throw new Error('nothing is asked for');
      return found;
    }, OFTEN);
  }
}

/** A store that answers pages at once, in a turn of its own as a network does. */
export function pagedStore(pages: readonly ListPage[]): { readonly port: S3Port; readonly requests: ListRequest[] } {
  const requests: ListRequest[] = [];
  const listPage = async (request: ListRequest): Promise<ListPage> => {
    requests.push(request);
    await new Promise((resolve) => setImmediate(resolve));
    const index = Number(request.token ?? 0);
    return { ...(pages[index] as ListPage), nextToken: index + 1 < pages.length ? String(index + 1) : null };
  };
  return { port: { listPage } as Partial<S3Port> as S3Port, requests };
}

/** A listing of `home/` with what it has told, and ways to wait for it and look at it. */
export function listingOf(
  port: S3Port,
  { scope = 'folder', arrangement, remembered }: ListingOptions = {},
): TestListing {
  const events: ListingStatus[] = [];
  const source = { locationId: 'l', folder: '', scope, bucket: 'b', prefix: 'home/', port: async () => port };
  const listing = new Listing(
    'view-1',
    source,
    { ...DEFAULT_ARRANGEMENT, ...arrangement },
    (status) => events.push(status),
    remembered,
  );
  return {
    listing,
    events,
    phase: (wanted) =>
      vi.waitFor(() => {
        const { phase } = listing.status();
        if (phase !== wanted) throw new Error(`the listing is ${phase}`);
      }, OFTEN),
    shown: () => [...listing.rows(0, MAX_ROWS).names],
  };
}

export interface ListingOptions {
  readonly scope?: Scope;
  readonly arrangement?: Partial<Arrangement>;
  readonly remembered?: ArrangedRows | null;
}

export interface TestListing {
  readonly listing: Listing;
  readonly events: ListingStatus[];
  phase(wanted: ListingStatus['phase']): Promise<unknown>;
  shown(): string[];
}
