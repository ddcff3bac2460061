import { PailError, toFailure } from '../../../shared/errors.ts';
import { hasEnded } from '../../../shared/model/transfer.ts';
import {
  type AbortOutcome,
  MAX_UPLOADS,
  type UnfinishedUploadRow,
  type UnfinishedUploads,
  type UploadName,
} from '../../../shared/model/unfinished.ts';
import { placeIn } from '../locations.ts';
import type { LocationGrant } from '../protocol.ts';
import type { S3Port } from '../s3/port.ts';
import type { StoredPart, UnfinishedUpload } from '../s3/unfinished.ts';
import type { OwnUpload } from '../transfers/begun-uploads.ts';

/** So many uploads are asked about, or aborted, at a time. */
const AT_ONCE = 4;
/** So long a store may take to forget an upload. */
const ABORT_MS = 30_000;

/** All uploads that the transfers know of as begun: asked anew each time, because they come and go. */
export type OwnUploads = () => readonly OwnUpload[];

/**
 * The unfinished uploads below a location: what the store lists, or, where it or the profile does not let us list, what our
 * own transfers know of. Rejects as a request.
 */
export async function unfinishedUploads(
  port: S3Port,
  grant: LocationGrant,
  ownUploads: OwnUploads,
): Promise<UnfinishedUploads> {
  const { bucket, prefix } = grant;
  const { signal } = new AbortController();
  const listed = grant.actions.includes('list') ? await listUploads(port, grant, signal) : null;
  // Taken after the list, so that one that we have begun meanwhile is known as ours.
  const own = ownUploads().filter((upload) => isWithin(upload, grant) && !upload.isForeign);
  const known = listed ?? own.map(({ key, uploadId, title }) => ({ key, uploadId, begunAt: title.startedAt }));
  const oldest = known.toSorted((a, b) => a.begunAt - b.begunAt).slice(0, MAX_UPLOADS);
  const rows = await eachOf(oldest, async ({ key, uploadId, begunAt }): Promise<UnfinishedUploadRow | null> => {
    const held = await port.listParts({ bucket, key, uploadId, signal }).then(sumOf, unlessDenied);
    if (held === 'gone') return null;
    const owner = ownerOf(own, key, uploadId);
    const ours = owner
      ? { transferId: owner.title.id, state: owner.state, canGoOn: hasEnded(owner) && owner.retry !== null }
      : null;
    return { key: key.slice(prefix.length), uploadId, begunAt, ours, ...(held ?? { bytes: null, parts: null }) };
  });
  const uploads = rows.filter((row) => row !== null);
  return { uploads, total: known.length - (rows.length - uploads.length), complete: listed !== null };
}

/** Aborts uploads below a location, but for those that a transfer goes on with. Answers what became of each, in order. */
export async function abortUploads(
  port: S3Port,
  grant: LocationGrant,
  ownUploads: OwnUploads,
  uploads: readonly UploadName[],
): Promise<AbortOutcome[]> {
  const { bucket } = grant;
  const abort = async (name: UploadName): Promise<void> => {
    const { uploadId } = name;
    const key = keyOf(grant, name);
    const owner = freeOwner(grant, ownUploads, name);
    await port.abortUpload({ bucket, key, uploadId, signal: AbortSignal.timeout(ABORT_MS) });
    owner?.settle();
  };
  return eachOf(uploads, async ({ key, uploadId }) => {
    const failure = await abort({ key, uploadId }).then(() => null, toFailure);
    return { key, uploadId, failure };
  });
}

/** `null` where we may not see the uploads of others. */
function listUploads(
  port: S3Port,
  { bucket, prefix }: LocationGrant,
  signal: AbortSignal,
): Promise<readonly UnfinishedUpload[] | null> {
  return port.listUploads({ bucket, prefix, signal }).then(
    // A store that does not heed the prefix must not show what is elsewhere.
    (found) => found.filter(({ key }) => key.startsWith(prefix)),
    unlessDenied,
  );
}

function unlessDenied(error: unknown): null {
  if (error instanceof PailError && error.failure.code === 'access-denied') return null;
  throw error;
}

function sumOf(parts: readonly StoredPart[] | null): { readonly bytes: number; readonly parts: number } | 'gone' {
  if (parts === null) return 'gone';
  return { bytes: parts.reduce((sum, { size }) => sum + size, 0), parts: parts.length };
}

/** Whether an upload is below a location, by whichever location its transfer was started. */
function isWithin({ key, title: { place } }: OwnUpload, grant: LocationGrant): boolean {
  const { bucket, prefix, endpoint, region } = placeIn(grant);
  const isSameStore = place.bucket === bucket && place.endpoint === endpoint && place.region === region;
  return isSameStore && key.startsWith(prefix);
}

/** The key of an upload of a location. Throws `invalid-argument` where there is none. */
export function keyOf({ prefix }: LocationGrant, { key }: UploadName): string {
  if (prefix + key === '') throw new PailError('invalid-argument', { reason: 'a key is not empty' });
  return prefix + key;
}

/**
 * Who has begun an upload, if that was a transfer that is remembered. Throws `upload-in-use` where it goes on with it, also where that
 * is a foreign one: what it has sent must still be there when its account signs in again.
 */
export function freeOwner(grant: LocationGrant, ownUploads: OwnUploads, name: UploadName): OwnUpload | undefined {
  const key = keyOf(grant, name);
  const all = ownUploads().filter((upload) => isWithin(upload, grant));
  const holder = ownerOf(all, key, name.uploadId);
  if (holder && !hasEnded(holder)) throw new PailError('upload-in-use', { subject: name.key });
  const own = all.filter(({ isForeign }) => !isForeign);
  return ownerOf(own, key, name.uploadId);
}

function ownerOf(own: readonly OwnUpload[], key: string, uploadId: string): OwnUpload | undefined {
  const owners = own.filter((upload) => upload.uploadId === uploadId && upload.key === key);
  // One that takes it over is remembered before the one that began it has forgotten it.
  return owners.find((owner) => !hasEnded(owner)) ?? owners[0];
}

/** Does the work for each, a few at a time; answers in order, and rejects with the first failure. */
async function eachOf<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  const rest = all.entries();
  const worker = async (): Promise<void> => {
    for (const [index, one] of rest) answers[index] = await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return answers;
}
