import { basename } from 'node:path';
import type { Selection } from '../../shared/model/listing.ts';
import type { Action } from '../../shared/model/location.ts';
import { pick, summarize } from './listings/select.ts';
import { finishWithPauses } from './listings/slices.ts';
import { Views } from './listings/views.ts';
import { folderPrefix, Locations } from './locations.ts';
import { createFolder } from './objects/create-folder.ts';
import type { EngineEvents, EngineHostMethods, EngineMethods, LocationGrant } from './protocol.ts';
import { createConnection, type NetworkSettings } from './s3/connection.ts';
import { Ports } from './s3/ports.ts';
import { deleteJob } from './transfers/jobs/delete.ts';
import { downloadJob } from './transfers/jobs/download.ts';
import { uploadJob } from './transfers/jobs/upload.ts';
import { type Disk, ownThreadDisk } from './transfers/local/disk.ts';
import { Transfers } from './transfers/transfers.ts';

/** What the engine needs of whoever runs it. */
export interface EngineHost {
  readonly credentials: EngineHostMethods['credentials'];
  readonly emit: <E extends keyof EngineEvents>(event: E, payload: EngineEvents[E]) => void;
  /** Left out: stores are reached straight, by Node. */
  readonly network?: NetworkSettings;
  /** Left out: the engine's own thread waits for the disk. */
  readonly disk?: Disk;
}

/**
 * The engine: every S3 request of Pail. Plain Node; the S3 client library is loaded when a location is first used.
 * `setLocations([])` ends all work and closes all connections.
 */
export function createEngine({ credentials, emit, network, disk = ownThreadDisk }: EngineHost): EngineMethods {
  const locations = new Locations();
  const ports = new Ports(credentials, (storage) => createConnection(storage, network));
  const views = new Views({
    changed: (status) => emit('listing.changed', status),
    measured: (progress) => emit('measure.changed', progress),
  });
  const transfers = new Transfers((changed) => emit('transfers.changed', changed));

  /** Tells that our own hand changed a folder: also those that open views show of it, above and below. */
  const folderChanged = (locationId: string, folder: string): void => {
    for (const related of views.foldersAround(locationId, folder)) {
      emit('folder.changed', { locationId, folder: related });
    }
  };

  /** The client of a location, as long as the location allows `action`: asked again for each piece of work. */
  const portFor = (locationId: string, action: Action) => async () => ports.of(locations.allowing(locationId, action));

  /** What a transfer needs to know of a selection, taken now. */
  function chosen(viewId: string, selection: Selection, action: Action) {
    const listing = views.listing(viewId);
    const { locationId, folder, prefix } = listing.source;
    const { bucket }: LocationGrant = locations.allowing(locationId, action);
    const picked = pick(listing, selection);
    const requested = picked.folders.length + picked.objects.length;
    return {
      title: { locationId, folder, firstName: picked.firstName, requested },
      work: { port: portFor(locationId, action), bucket, prefix, picked },
    };
  }

  return {
    setLocations: (grants) => {
      const gone = locations.replace(grants);
      transfers.cancelAllOf(gone);
      views.closeAllOf(gone);
      ports.keepOnly(locations.all());
    },
    storageFacts: async (locationId) => {
      const connection = ports.connection(locations.get(locationId).storage);
      const decision = await connection.decide(new AbortController().signal);
      return { ...decision, clockSkew: connection.clock.skew };
    },
    openListing: (locationId, folder, arrangement, scope) => {
      const grant = locations.allowing(locationId, 'list');
      return views.open(grant, folder, arrangement, scope, portFor(locationId, 'list'));
    },
    rows: (viewId, start, count) => views.listing(viewId).rows(start, count),
    arrange: (viewId, arrangement) => views.listing(viewId).arrange(arrangement),
    range: (viewId, from, to) => views.listing(viewId).range(from, to),
    find: async (viewId, prefix, from) => finishWithPauses(views.listing(viewId).find(prefix, from)),
    summarize: async (viewId, selection) => finishWithPauses(summarize(views.listing(viewId), selection)),
    measure: (viewId, selection) => views.measure(viewId, selection),
    stopMeasure: (viewId) => views.stopMeasure(viewId),
    refresh: (viewId) => views.listing(viewId).refresh(),
    stopListing: (viewId) => views.listing(viewId).stop(),
    closeListing: (viewId) => views.close(viewId),
    createFolder: async (locationId, folder, name) => {
      const grant = locations.allowing(locationId, 'write');
      await createFolder(await ports.of(grant), grant, folder, name);
      folderChanged(locationId, folder);
    },
    startUpload: (locationId, folder, paths) => {
      const grant = locations.allowing(locationId, 'write');
      folderPrefix(grant, folder);
      const title = { locationId, folder, firstName: basename(paths[0] ?? ''), requested: paths.length, target: null };
      const port = portFor(locationId, 'write');
      const ended = (): void => folderChanged(locationId, folder);
      return transfers.start(title, uploadJob({ grant, port, folder, paths, ended }));
    },
    startDownload: (viewId, selection, target) => {
      const { title, work } = chosen(viewId, selection, 'read');
      return transfers.start({ ...title, target }, downloadJob({ ...work, target, disk }));
    },
    startDelete: (viewId, selection) => {
      const { title, work } = chosen(viewId, selection, 'delete');
      const ended = (): void => folderChanged(title.locationId, title.folder);
      return transfers.start({ ...title, target: null }, deleteJob({ ...work, ended }));
    },
    transfers: () => transfers.list(),
    items: (transferId, start, count) => transfers.get(transferId).window(start, count),
    cancelTransfer: (transferId) => transfers.get(transferId).cancel(),
    replaceSkipped: (transferId) => transfers.again(transferId, 'replaceSkipped'),
    retryFailed: (transferId) => transfers.again(transferId, 'retryFailed'),
    downloadTarget: (transferId) => transfers.get(transferId).target(),
    clearEnded: () => transfers.clearEnded(),
  };
}
