import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { PailError } from '../../../../shared/errors.ts';
import type { Quirks } from '../../../../shared/model/quirks.ts';
import { distrusted } from '../address.ts';
import { codeNamed, shownName, statusOf } from '../errors.ts';
import type { StoredPart, UnfinishedUpload, UploadAddress } from '../unfinished.ts';
import { decodeKey } from './list.ts';

type Upload = UploadAddress & { readonly signal: AbortSignal };

/** A key as Ceph encodes it. */
const ENCODED = /^(?:[A-Za-z0-9\-_.~/!'()*]|%[0-9A-F]{2})*$/;

/** Where a listing of uploads goes on: behind this upload of this key. */
interface Marker {
  readonly key: string;
  readonly uploadId: string;
}

/** The parts that a store has of an upload; `null` where it has no such upload. */
export async function listParts(client: S3Client, upload: Upload): Promise<readonly StoredPart[] | null> {
  const { bucket, key, uploadId, signal } = upload;
  const parts: StoredPart[] = [];
  for (let after: string | undefined; ; ) {
    const PartNumberMarker = after;
    const command = new ListPartsCommand({ Bucket: bucket, Key: key, UploadId: uploadId, PartNumberMarker });
    try {
      const answer = await client.send(command, { abortSignal: signal });
      for (const { PartNumber = 0, ETag = '', Size = 0, ChecksumCRC32 } of answer.Parts ?? []) {
        const crc32 = ChecksumCRC32 !== undefined && { crc32: ChecksumCRC32 };
        parts.push({ number: PartNumber, etag: ETag, size: Size, ...crc32 });
      }
      if (answer.IsTruncated !== true) return parts.sort((a, b) => a.number - b.number);
      after = answer.NextPartNumberMarker;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
    if (!after || after === PartNumberMarker) throw endless(shownName(key));
  }
}

/** The unfinished uploads to keys that begin with a prefix. */
export async function listUploads(
  client: S3Client,
  { encodedLists }: Pick<Quirks, 'encodedLists'>,
  request: { readonly bucket: string; readonly prefix: string; readonly signal: AbortSignal },
): Promise<readonly UnfinishedUpload[]> {
  const { bucket, prefix, signal } = request;
  const uploads: UnfinishedUpload[] = [];
  for (let after: Marker | null = null; ; ) {
    const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
      Bucket: bucket,
      Prefix: prefix,
      ...(encodedLists && { EncodingType: 'url' as const }),
      ...(after && { KeyMarker: after.key, UploadIdMarker: after.uploadId }),
    });
    const answer = await client.send(command, { abortSignal: signal });
    const decode = isEncoded(answer, encodedLists) ? decodeKey : distrusted;
    for (const { Key = '', UploadId = '', Initiated } of answer.Uploads ?? []) {
      uploads.push({ key: decode(Key), uploadId: UploadId, begunAt: Initiated?.getTime() ?? 0 });
    }
    if (answer.IsTruncated !== true) return uploads;
    const next = markerOf(answer, decode);
    if (next === null || (next.key === after?.key && next.uploadId === after.uploadId)) {
      throw endless(shownName(prefix) || bucket);
    }
    after = next;
  }
}

/**
 * Whether the keys of a page are encoded. Ceph 16 encodes them when it is asked to and does not say so: a page of keys that are all
 * as it encodes them is taken for encoded. Elsewhere that may misread a key with a percent sign, which no upload then answers to.
 */
function isEncoded({ EncodingType, Uploads = [] }: ListMultipartUploadsCommandOutput, asked: boolean): boolean {
  return EncodingType === 'url' || (asked && Uploads.every(({ Key = '' }) => ENCODED.test(Key)));
}

/**
 * Where the next page begins: behind the last upload of this one. The answer's own marker says the same, but on an encoded page
 * nobody can tell whether it is encoded, too.
 */
function markerOf({ Uploads, NextUploadIdMarker }: ListMultipartUploadsCommandOutput, decode: (key: string) => string) {
  const last = Uploads?.at(-1);
  const key = last?.Key && decode(last.Key);
  const uploadId = NextUploadIdMarker || last?.UploadId;
  return key && uploadId ? { key, uploadId } : null;
}

/** Aborts an upload, if it is there. */
export async function abortUpload(client: S3Client, upload: Upload): Promise<void> {
  const { bucket, key, uploadId, signal } = upload;
  const command = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId });
  try {
    await client.send(command, { abortSignal: signal });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Ceph says NoSuchKey of an upload that is not there. */
function isGone(error: unknown): boolean {
  return statusOf(error) === 404 && codeNamed(error) !== 'NoSuchBucket';
}

function endless(subject: string): PailError {
  const reason = 'it says that there is more, and where to get it is where this came from';
  return new PailError('storage-refused', { subject, reason });
}
