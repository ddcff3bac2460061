/** How uploads in parts are begun, and taken back: also those that a store began without our hearing of it. */
import type { OnBegun } from '../../s3/begun-upload.ts';
import type { Items } from '../items.ts';
import { isDenied, type UploadItem } from './upload-item.ts';

/** What is remembered of the beginning of an upload. JSON. */
export interface Beginning {
  readonly key: string;
  /** `null` until the store has said it, and once nothing can be left but what nobody has heard of. */
  readonly uploadId: string | null;
  /** When the store was asked to begin it, in ms since 1970 UTC by its own clock. */
  readonly askedAt: number;
  /** The store was asked more than once, and may have begun others, of which nobody has heard. Left out: it was not. */
  readonly isRepeated?: boolean;
  /** As {@link S3Port.madeWith} when it was begun. Left out: nothing was asked. */
  readonly madeWith?: string;
}

/** Whether an upload that goes on makes the object that is wanted now: what it is made with was told at its beginning. */
export const isAsWanted = ({ madeWith = '' }: Beginning, { port }: Pick<UploadItem, 'port'>): boolean =>
  madeWith === port.madeWith;

/** So long a store may take to forget an upload. */
const ABANDON_MS = 30_000;
/** An upload of which nobody heard the id is ours if it was begun about when we asked: requests are repeated, and wait for their turn. */
const ABOUT_MS = 120_000;

/** What stores are being asked to begin, by bucket and key: each ends when its id is remembered, or will not be heard. */
const asked = new Map<string, Set<Promise<void>>>();
const placeOf = ({ bucket, key }: { readonly bucket: string; readonly key: string }): string => `${bucket}/${key}`;

/**
 * Has a store begin an upload, and goes on with it, by `send`: that it is asked to is remembered on the disk before, and what it has
 * begun as soon as that is heard.
 */
export async function beginning<T>(
  item: UploadItem,
  wanted: Beginning,
  send: (onBegun: OnBegun) => Promise<T>,
): Promise<T> {
  const { index, context, port } = item;
  const note: Beginning = { ...wanted, ...(port.madeWith !== '' && { madeWith: port.madeWith }) };
  context.items.begin(index, note);
  await remembered(item);
  const over = asking(item);
  try {
    return await send((uploadId, isRepeated) => {
      context.items.begin(index, { ...note, uploadId, ...(isRepeated && { isRepeated }) } satisfies Beginning);
      over();
    });
  } finally {
    over();
  }
}

/** Notes that a store is being asked to begin an upload, until the answer is called. */
function asking(item: UploadItem): () => void {
  const place = placeOf(item);
  let over = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    over = resolve;
  });
  const here = asked.get(place) ?? new Set();
  asked.set(place, here.add(answered));
  return () => {
    over();
    here.delete(answered);
    if (here.size === 0 && asked.get(place) === here) asked.delete(place);
  };
}

/** Waits until what was begun is on the disk. A transfer whose journal cannot be written goes on without: that has been told. */
export async function remembered({ context }: Pick<UploadItem, 'context'>): Promise<void> {
  await context.commit().catch(() => undefined);
}

/** What may be left of an upload that is complete; `null`: nothing. */
export function unheardBeside<B extends Beginning>(note: B): B | null {
  return note.isRepeated ? { ...note, uploadId: null } : null;
}

/** An item is done with what it began: all that is remembered is what may be left, which is taken back when the item has ended. */
export function leave(items: Items, index: number, left: Beginning | null): void {
  if (left) items.begin(index, left);
  else items.settle(index);
}

/** Takes back an upload that was begun, and what the store may have begun besides. Rejects where that cannot be done. */
export async function takeBack(item: UploadItem, note: Beginning): Promise<void> {
  const { port, bucket } = item;
  const { key, uploadId } = note;
  const signal = AbortSignal.timeout(ABANDON_MS);
  if (uploadId !== null) await port.abortUpload({ bucket, key, uploadId, signal });
  if (uploadId !== null && !note.isRepeated) return;
  for (const one of await unheard(item, note, signal)) await port.abortUpload({ bucket, key, uploadId: one, signal });
}

/** Uploads that the store began for us without our hearing of it. None where it does not let us see. */
async function unheard(
  { port, bucket, isHeld }: UploadItem,
  { key, askedAt }: Beginning,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const uploads = await port.listUploads({ bucket, prefix: key, signal }).catch((error: unknown) => {
    if (isDenied(error)) return [];
    throw error;
  });
  const isOurs = (begunAt: number): boolean => Math.abs(begunAt - askedAt) <= ABOUT_MS;
  const found = uploads.filter((one) => one.key === key && isOurs(one.begunAt));
  // One of these may be what another item is just being given: whose it is shows when that is heard.
  if (found.length > 0) await Promise.all(asked.get(placeOf({ bucket, key })) ?? []);
  return found.map(({ uploadId }) => uploadId).filter((uploadId) => !isHeld(uploadId));
}
