/** Going on with unfinished uploads: with the transfer that began one, or with a file that the person names. */
import { basename } from 'node:path';
import { PailError } from '../../../shared/errors.ts';
import type { UploadName } from '../../../shared/model/unfinished.ts';
import { folderPrefix, isSamePlace, whereaboutsOf } from '../locations.ts';
import type { LocationGrant } from '../protocol.ts';
import type { S3Port } from '../s3/port.ts';
import type { OwnUpload } from '../transfers/begun-uploads.ts';
import { matchFile } from '../transfers/jobs/adoption.ts';
import type { TransferTitle } from '../transfers/journal/records.ts';
import { LocalFile } from '../transfers/local/local-file.ts';
import type { NewTitle } from '../transfers/transfers.ts';
import { freeOwner, keyOf, type OwnUploads } from './unfinished-uploads.ts';

/** So many parts are looked at before the transfer starts, which looks at all of them. */
const FIRST_PARTS = 1;

/**
 * Has the transfer that failed with an upload try again; answers its id. Throws `upload-in-use` where it goes on already, and
 * `not-found` where no transfer can.
 */
export function goOnWith(grant: LocationGrant, ownUploads: OwnUploads, upload: UploadName): string {
  const owner = freeOwner(grant, ownUploads, upload);
  if (!owner?.retry) throw new PailError('not-found', { subject: 'The transfer' });
  owner.retry();
  return owner.title.id;
}

/**
 * The transfer that goes on with an upload with the file at `path`. Most files that are not the right one are refused here, and the
 * others before the transfer has sent anything. Rejects with `upload-in-use`, `upload-unsuited`, as `matchFile`, and as opening the file.
 */
export async function planAdoption(
  port: S3Port,
  grant: LocationGrant,
  ownUploads: OwnUploads,
  upload: UploadName,
  path: string,
): Promise<NewTitle> {
  const { bucket } = grant;
  const key = keyOf(grant, upload);
  const folder = upload.key.slice(0, upload.key.lastIndexOf('/') + 1);
  const name = upload.key.slice(folder.length);
  folderPrefix(grant, folder);
  if (name === '') throw new PailError('upload-unsuited', { subject: upload.key, reason: 'it is of a folder' });
  // A store encrypts as it was told at the beginning, and does not tell what that was.
  if (freeOwner(grant, ownUploads, upload) === undefined && grant.storage.objects?.encryption) {
    const reason = 'nobody can tell whether it was begun with the encryption of this location';
    throw new PailError('upload-unsuited', { subject: name, reason });
  }
  const file = await LocalFile.open(path, basename(path));
  try {
    const { signal } = new AbortController();
    await matchFile({ port, bucket, key, uploadId: upload.uploadId }, file, name, signal, FIRST_PARTS);
  } finally {
    await file.close();
  }
  // Once more: another one may have taken it meanwhile.
  const isOurs = freeOwner(grant, ownUploads, upload) !== undefined;
  const adopts = { uploadId: upload.uploadId, name, isOurs };
  return {
    ...whereaboutsOf(grant),
    folder,
    firstName: name,
    requested: 1,
    // Whatever is set for others: any answer but to replace leaves the upload unfinished, or ends it.
    onConflict: 'ask',
    request: { kind: 'upload', paths: [path], emptyFolders: false, adopts },
  };
}

/** Whether an upload that a transfer took over is still remembered by one that began it, in the same place of a store. */
export function isEarlierOf(
  { id, place }: TransferTitle,
  { key, uploadId }: { readonly key: string; readonly uploadId: string },
  own: OwnUpload,
): boolean {
  const { title } = own;
  // By whichever location: the same bucket of the same store.
  const isSameStore = isSamePlace({ ...title.place, prefix: '' }, { ...place, prefix: '' });
  return title.id !== id && isSameStore && own.key === key && own.uploadId === uploadId;
}
