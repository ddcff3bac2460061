import { randomUUID } from 'node:crypto';
import { PailError } from '../../../shared/errors.ts';
import type {
  Arrangement,
  DeepSummary,
  ListingStatus,
  MeasureProgress,
  Scope,
  Selection,
} from '../../../shared/model/listing.ts';
import { folderPrefix } from '../locations.ts';
import type { LocationGrant } from '../protocol.ts';
import type { S3Port } from '../s3/port.ts';
import { Listing } from './listing.ts';
import { Measure } from './measure.ts';
import { RecentListings } from './recent.ts';

interface View {
  readonly listing: Listing;
  measure: Measure | null;
}

/** What is told of the views. */
export interface ViewEvents {
  readonly changed: (status: ListingStatus) => void;
  readonly measured: (progress: MeasureProgress) => void;
}

/** The open views, and what is remembered of those that were closed. */
export class Views {
  readonly #events: ViewEvents;
  readonly #recent: RecentListings;
  readonly #views = new Map<string, View>();

  constructor(events: ViewEvents, recent: RecentListings = new RecentListings()) {
    this.#events = events;
    this.#recent = recent;
  }

  /** Opens a view and starts to list. Throws `invalid-argument` for what is not a folder. */
  open(
    grant: LocationGrant,
    folder: string,
    arrangement: Arrangement,
    scope: Scope,
    port: () => Promise<S3Port>,
  ): ListingStatus {
    const prefix = folderPrefix(grant, folder);
    const source = { locationId: grant.id, folder, scope, bucket: grant.bucket, prefix, port };
    // Random: a late call for a view of an engine that has ended must not find one of this engine.
    const viewId = randomUUID();
    const listing = new Listing(viewId, source, arrangement, this.#events.changed, this.#recent.take(source));
    this.#views.set(viewId, { listing, measure: null });
    return listing.status();
  }

  /** Throws `not-found`. */
  listing(viewId: string): Listing {
    return this.#view(viewId).listing;
  }

  /** Counts everything below a selection, in place of what this view was counting; closing it ends that with `not-found`. */
  async measure(viewId: string, selection: Selection): Promise<DeepSummary> {
    const view = this.#view(viewId);
    view.measure?.stop();
    const measure = new Measure(view.listing, this.#events.measured);
    view.measure = measure;
    try {
      return await measure.run(selection);
    } finally {
      if (view.measure === measure) view.measure = null;
    }
  }

  /** Ends what this view is counting, if it is. Throws `not-found`. */
  stopMeasure(viewId: string): void {
    this.#view(viewId).measure?.stop();
  }

  /** Keeps the rows of a complete listing for a while. No effect on a view that is closed already. */
  close(viewId: string): void {
    const listing = this.#end(viewId);
    const rows = listing?.rememberable();
    if (listing && rows) this.#recent.keep(listing.source, rows, listing.memory);
  }

  /** Closes the views of locations and forgets what they showed. */
  closeAllOf(locationIds: ReadonlySet<string>): void {
    for (const [viewId, { listing }] of [...this.#views]) {
      if (locationIds.has(listing.source.locationId)) this.#end(viewId);
    }
    this.#recent.forgetAllOf(locationIds);
  }

  /** The folders of open views that contain `folder` or lie in it, and `folder` itself. */
  foldersAround(locationId: string, folder: string): string[] {
    const related = new Set([folder]);
    for (const { listing } of this.#views.values()) {
      const { source } = listing;
      if (source.locationId !== locationId) continue;
      if (source.folder.startsWith(folder) || folder.startsWith(source.folder)) related.add(source.folder);
    }
    return [...related];
  }

  #end(viewId: string): Listing | undefined {
    const view = this.#views.get(viewId);
    this.#views.delete(viewId);
    view?.listing.close();
    view?.measure?.abort(new PailError('not-found', { subject: 'The view' }));
    return view?.listing;
  }

  #view(viewId: string): View {
    const view = this.#views.get(viewId);
    if (!view) throw new PailError('not-found', { subject: 'The view' });
    return view;
  }
}
