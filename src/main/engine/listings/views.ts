import { randomUUID } from 'node:crypto';
import { PailError } from '../../../shared/errors.ts';
import type { Arrangement, DeepSummary, ListingStatus, Selection } from '../../../shared/model/listing.ts';
import { folderPrefix } from '../locations.ts';
import type { LocationGrant } from '../protocol.ts';
import type { S3Port } from '../s3/port.ts';
import { Listing } from './listing.ts';
import { measure } from './select.ts';

interface View {
  readonly listing: Listing;
  /** Ends what works for this view besides the listing itself. */
  readonly closed: AbortController;
}

/** The open views. */
export class Views {
  readonly #emit: (status: ListingStatus) => void;
  readonly #views = new Map<string, View>();

  constructor(emit: (status: ListingStatus) => void) {
    this.#emit = emit;
  }

  /** Opens a view and starts to list. Throws `invalid-argument` for what is not a folder. */
  open(grant: LocationGrant, folder: string, arrangement: Arrangement, port: () => Promise<S3Port>): ListingStatus {
    const prefix = folderPrefix(grant, folder);
    const source = { locationId: grant.id, folder, bucket: grant.bucket, prefix, port };
    // Random: a late call for a view of an engine that has ended must not find one of this engine.
    const listing = new Listing(randomUUID(), source, arrangement, this.#emit);
    this.#views.set(listing.viewId, { listing, closed: new AbortController() });
    return listing.status();
  }

  /** Throws `not-found`. */
  listing(viewId: string): Listing {
    return this.#view(viewId).listing;
  }

  /** Counts everything below a selection; closing the view ends it with `not-found`. */
  async measure(viewId: string, selection: Selection): Promise<DeepSummary> {
    const { listing, closed } = this.#view(viewId);
    try {
      return await measure(listing, selection, closed.signal);
    } catch (error) {
      if (closed.signal.aborted) throw new PailError('not-found', { subject: 'The view' });
      throw error;
    }
  }

  /** No effect on a view that is closed already. */
  close(viewId: string): void {
    const view = this.#views.get(viewId);
    this.#views.delete(viewId);
    view?.listing.close();
    view?.closed.abort();
  }

  closeAllOf(locationIds: ReadonlySet<string>): void {
    for (const [viewId, { listing }] of [...this.#views]) {
      if (locationIds.has(listing.source.locationId)) this.close(viewId);
    }
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

  #view(viewId: string): View {
    const view = this.#views.get(viewId);
    if (!view) throw new PailError('not-found', { subject: 'The view' });
    return view;
  }
}
