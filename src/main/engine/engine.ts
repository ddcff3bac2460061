import { basename } from 'node:path';
import { type Failure, failure, PailError } from '../../shared/errors.ts';
import type { Selection } from '../../shared/model/listing.ts';
import type { Action } from '../../shared/model/location.ts';
import type { ConflictChoice, TransferSummary } from '../../shared/model/transfer.ts';
import { userFs } from '../user-fs.ts';
import { type PlannedCopy, planCopy, planRenaming } from './copies.ts';
import { pick, selectedIds, summarize } from './listings/select.ts';
import { finishWithPauses } from './listings/slices.ts';
import { Views } from './listings/views.ts';
import { folderPrefix, isSamePlace, Locations, placeIn, whereaboutsOf } from './locations.ts';
import { tellLost, waitingFor } from './lost-stores.ts';
import { goOnWith, isEarlierOf, planAdoption } from './objects/adopt-upload.ts';
import { BucketLists, createBucket, deleteBucket, listBuckets } from './objects/buckets.ts';
import { createFolder } from './objects/create-folder.ts';
import { objectFacts } from './objects/object-facts.ts';
import { abortUploads, unfinishedUploads } from './objects/unfinished-uploads.ts';
import type { EngineEvents, EngineHostMethods, EngineMethods, UploadOptions } from './protocol.ts';
import { createConnection, type NetworkSettings } from './s3/connection.ts';
import { endpointOf } from './s3/endpoint.ts';
import type { S3Port } from './s3/port.ts';
import { Ports } from './s3/ports.ts';
import { differingFromCareful } from './s3/quirks/quirk-finder.ts';
import { Bandwidth } from './s3/transport/bandwidth.ts';
import { downloadJob } from './transfers/jobs/download.ts';
import { ACTION_OF, type JobParts, type JobRequest, jobFor, SOURCE_ACTIONS } from './transfers/jobs/job-for.ts';
import { JournalFolder } from './transfers/journal/journal-folder.ts';
import type { TransferTitle } from './transfers/journal/records.ts';
import { type Disk, ownThreadDisk } from './transfers/local/disk.ts';
import { Stager } from './transfers/staging.ts';
import { type NewTitle, Transfers } from './transfers/transfers.ts';
import { zipName } from './transfers/zip/zip-name.ts';

/** So long a store is waited for when somebody wants to know what it is. */
const FACTS_MS = 5_000;

/** What the engine needs of whoever runs it. */
export interface EngineHost {
  readonly credentials: EngineHostMethods['credentials'];
  readonly emit: <E extends keyof EngineEvents>(event: E, payload: EngineEvents[E]) => void;
  /** Left out: stores are reached straight, by Node. */
  readonly network?: NetworkSettings;
  /** Left out: the engine's own thread waits for the disk. */
  readonly disk?: Disk;
  /** Absolute path of the folder where transfers are remembered; left out: they are not. */
  readonly journals?: string;
}

/**
 * The engine: every S3 request of Pail. Plain Node; the S3 client library is loaded when a location is first used.
 * `setLocations([])` ends all work and closes all connections.
 */
export function createEngine({
  credentials,
  emit,
  network,
  disk = ownThreadDisk,
  journals,
}: EngineHost): EngineMethods {
  const locations = new Locations();
  const bucketLists = new BucketLists();
  const bandwidth = new Bandwidth();
  const ports: Ports = new Ports(credentials, (storage) =>
    createConnection(storage, { ...network, bandwidth, reachChanged }),
  );
  const lost = () => [...locations.all(), ...bucketLists.all()].filter((grant) => ports.isLost(grant));
  const reachChanged = tellLost(
    () => lost().map(({ id }) => id),
    (ids, returned) => {
      emit('reach.changed', ids);
      for (const id of waitingFor(returned, transfers.list())) void transfers.with(id, (one) => one.resume());
    },
  );
  const views = new Views({
    changed: (status) => emit('listing.changed', status),
    measured: (progress) => emit('measure.changed', progress),
  });
  const transfers = new Transfers({
    emit: (changed) => emit('transfers.changed', changed),
    unreadable: (failures) => emit('journals.unreadable', failures),
    journals: journals === undefined ? null : new JournalFolder(journals),
    jobFor: (title) => jobFor(title, jobParts(title)),
    unreachable,
    accountOf: (transfer) => locations.accountOf(transfer),
  });
  const stager = new Stager();
  const recalled = transfers.recall();
  // Whoever asks for the transfers hears of it.
  recalled.catch(() => undefined);

  /** Tells that our own hand changed a folder: also those that open views show of it, above and below. */
  const folderChanged = (locationId: string, folder: string): void => {
    for (const related of views.foldersAround(locationId, folder)) {
      emit('folder.changed', { locationId, folder: related });
    }
  };

  /** The client of a location, as long as the location allows `action`: asked again for each piece of work. */
  const portFor = (locationId: string, action: Action) => async () => ports.of(locations.allowing(locationId, action));

  /** Why a transfer cannot run now; `null` where its locations are there and are what they were. */
  function unreachable({ locationId, place, request }: TransferTitle): Failure | null {
    const reason = notThere({ locationId, place });
    return reason === null && 'source' in request ? notThere(request.source) : reason;
  }

  function notThere({ locationId, place }: Pick<TransferTitle, 'locationId' | 'place'>): Failure | null {
    const grant = locations.find(locationId);
    if (!grant) return failure('session-expired');
    return isSamePlace(placeIn(grant), place) ? null : failure('location-moved', { subject: grant.label });
  }

  function jobParts(title: TransferTitle): JobParts {
    const { locationId, folder, request } = title;
    const port = async (): Promise<S3Port> => {
      const reason = unreachable(title);
      if (reason) throw new PailError(reason);
      return ports.of(locations.allowing(locationId, ACTION_OF[request.kind]));
    };
    const sourcePort = async (): Promise<S3Port> => {
      await port();
      if (!('source' in request)) return port();
      for (const action of SOURCE_ACTIONS[request.kind]) locations.allowing(request.source.locationId, action);
      return ports.of(locations.get(request.source.locationId));
    };
    const ended = (): void => {
      if (request.kind !== 'download' && request.kind !== 'zip') folderChanged(locationId, folder);
      if (request.kind === 'move') folderChanged(request.source.locationId, request.source.folder);
    };
    // Foreign ones forget it as well: clearing those would take it back.
    const tookOver: JobParts['tookOver'] = (upload) => {
      for (const own of transfers.begunUploads()) if (isEarlierOf(title, upload, own)) own.settle();
    };
    return { port, sourcePort, disk, tookOver, isHeld: (uploadId) => transfers.isHeld(uploadId), ended };
  }

  const startPlanned = ({ about, objects }: PlannedCopy): TransferSummary =>
    transfers.start(about, (title) => jobFor(title, jobParts(title), objects));

  /** Starts a transfer of a selection, taken now. */
  function startOf(
    viewId: string,
    selection: Selection,
    onConflict: ConflictChoice,
    request: (folders: readonly string[]) => JobRequest,
  ): TransferSummary {
    const listing = views.listing(viewId);
    const picked = pick(listing, selection);
    const asked = request(picked.folders);
    const { locationId, folder } = listing.source;
    const where = whereaboutsOf(locations.allowing(locationId, ACTION_OF[asked.kind]));
    const requested = picked.folders.length + picked.objects.length;
    const { firstName } = picked;
    const about: NewTitle = { ...where, folder, firstName, requested, onConflict, request: asked };
    return transfers.start(about, (title) => jobFor(title, jobParts(title), picked.objects));
  }

  return {
    setLocations: (grants, lists = []) => {
      const gone = locations.replace(grants);
      bucketLists.replace(lists);
      transfers.locationsChanged();
      stager.stop(gone);
      views.closeAllOf(gone);
      ports.keepOnly([...locations.all(), ...bucketLists.all()]);
      reachChanged();
    },
    listBuckets: async (listId) => listBuckets(ports.of(bucketLists.allowing(listId, 'list'))),
    createBucket: async (listId, bucket) => createBucket(ports.of(bucketLists.allowing(listId, 'create')), bucket),
    deleteBucket: async (listId, bucket) => deleteBucket(ports.of(bucketLists.allowing(listId, 'delete')), bucket),
    setOptions: (options) => {
      ports.setOptions(options);
      bandwidth.set({ upload: options.uploadLimit, download: options.downloadLimit });
    },
    storageFacts: async (locationId) => {
      const { storage } = locations.get(locationId);
      const connection = ports.connection(storage);
      const decision = await connection.decide(AbortSignal.timeout(FACTS_MS));
      const differing = differingFromCareful(decision.quirks);
      return { ...decision, differing, host: endpointOf(storage).host, clockSkew: connection.clock.skew };
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
    objectFacts: async (viewId, selection) => {
      const listing = views.listing(viewId);
      const { locationId, folder } = listing.source;
      const grant = locations.allowing(locationId, 'read');
      const place = { bucket: grant.bucket, prefix: folderPrefix(grant, folder) };
      return objectFacts(portFor(locationId, 'read'), place, pick(listing, selection));
    },
    unfinishedUploads: async (locationId) => {
      const grant = locations.allowing(locationId, 'write');
      await recalled;
      return unfinishedUploads(await ports.of(grant), grant, () => transfers.begunUploads());
    },
    abortUploads: async (locationId, uploads) => {
      const grant = locations.allowing(locationId, 'write');
      await recalled;
      return abortUploads(await ports.of(grant), grant, () => transfers.begunUploads(), uploads);
    },
    goOnWithUpload: async (locationId, upload) => {
      const grant = locations.allowing(locationId, 'write');
      await recalled;
      return transfers.summary(goOnWith(grant, () => transfers.begunUploads(), upload));
    },
    adoptUpload: async (locationId, upload, path) => {
      const grant = locations.allowing(locationId, 'write');
      await recalled;
      const port = await ports.of(grant);
      return transfers.start(await planAdoption(port, grant, () => transfers.begunUploads(), upload, path));
    },
    startUpload: (locationId, folder, paths, { onConflict, emptyFolders } = DEFAULT_UPLOAD) => {
      const grant = locations.allowing(locationId, 'write');
      folderPrefix(grant, folder);
      const request: JobRequest = { kind: 'upload', paths, emptyFolders };
      const firstName = basename(paths[0] ?? '');
      const requested = paths.length;
      return transfers.start({ ...whereaboutsOf(grant), folder, firstName, requested, onConflict, request });
    },
    startDownload: (viewId, selection, target, onConflict = 'ask') =>
      startOf(viewId, selection, onConflict, (folders) => ({ kind: 'download', folders, target })),
    rowsOf: (viewId, selection) => {
      const listing = views.listing(viewId);
      const { locationId, folder } = listing.source;
      const mayMove = locations.get(locationId).actions.includes('delete');
      return { ids: selectedIds(listing, selection), locationId, folder, mayMove };
    },
    stage: async (viewId, selection, target, earlier) => {
      const listing = views.listing(viewId);
      const { locationId, folder } = listing.source;
      const grant = locations.allowing(locationId, 'read');
      const { bucket } = grant;
      const place = { port: portFor(locationId, 'read'), bucket, prefix: folderPrefix(grant, folder) };
      const { folders, objects } = pick(listing, selection);
      const job = downloadJob({ ...place, disk, folders, objects, target, tag: 'staged' });
      return stager.stage({ ...place, locationId, job, earlier });
    },
    zipName: (viewId, selection) => {
      const { source } = views.listing(viewId);
      return zipName(pick(views.listing(viewId), selection), source.folder, locations.get(source.locationId).label);
    },
    startZip: (viewId, selection, file) =>
      startOf(viewId, selection, 'ask', (folders) => ({
        kind: 'zip',
        folders,
        file,
        replaces: userFs.existsSync(file),
      })),
    startDelete: (viewId, selection) => startOf(viewId, selection, 'skip', (folders) => ({ kind: 'delete', folders })),
    startCopy: (viewId, selection, locationId, folder, kind, onConflict = 'ask') =>
      startPlanned(planCopy(locations, views.listing(viewId), selection, { kind, locationId, folder, onConflict })),
    rename: async (viewId, selection, newName) => {
      const listing = views.listing(viewId);
      const port = await portFor(listing.source.locationId, 'write')();
      return startPlanned(await planRenaming(locations, listing, selection, newName, port));
    },
    transfers: async () => {
      await recalled;
      return transfers.list();
    },
    othersWait: async () => {
      await recalled;
      return transfers.othersWait;
    },
    items: (transferId, start, count) => transfers.with(transferId, (one) => one.window(start, count)),
    conflicts: (transferId, start, count) => transfers.with(transferId, (one) => one.conflicts(start, count)),
    answerTransfer: (transferId, answer) => transfers.with(transferId, (one) => one.answer(answer)),
    pauseTransfer: (transferId) => transfers.with(transferId, (one) => one.pause()),
    resumeTransfer: (transferId) => transfers.with(transferId, (one) => one.resume()),
    setFirst: (transferId, isFirst) => transfers.setFirst(transferId, isFirst),
    pauseAll: () => transfers.all('pause'),
    resumeAll: () => transfers.all('resume'),
    cancelTransfer: (transferId) => transfers.with(transferId, (one) => one.cancel()),
    replaceSkipped: (transferId) => transfers.with(transferId, (one) => one.replaceSkipped()),
    retryFailed: (transferId) => transfers.with(transferId, (one) => one.retryFailed()),
    downloadTarget: (transferId) => transfers.with(transferId, (one) => one.target()),
    exportReceipts: (transferId, path, format) => transfers.exportReceipts(transferId, path, format),
    clearEnded: () => transfers.clearEnded(),
    close: () => transfers.close(),
  };
}

const DEFAULT_UPLOAD: UploadOptions = { onConflict: 'ask', emptyFolders: true };
