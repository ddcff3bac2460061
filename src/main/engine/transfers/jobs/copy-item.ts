import { toFailure } from '../../../../shared/errors.ts';
import { bareEtag } from '../../s3/etag.ts';
import type { ObjectAddress, ObjectInfo, S3Port } from '../../s3/port.ts';
import type { Beginning } from './beginnings.ts';
import { presence, type UploadItem } from './upload-item.ts';

/** One object on its way from one place of a store to another place, of the same store or not. */
export interface CopyItem extends UploadItem {
  readonly source: ObjectAddress & { readonly port: S3Port };
  /** The most bytes that a store copies in one request. */
  readonly copyLimit: number;
}

/** Which version of an object was copied. */
export type SourceVersion = Pick<ObjectInfo, 'size' | 'etag' | 'etagKind' | 'modified'>;

/** Who moves the bytes: the store by itself, or we. */
export type How = 'copy' | 'send';

/** What is remembered of a copy in parts that was begun; its steps are the parts that the store has. JSON. */
export interface PartsNote extends Beginning {
  readonly stage: 'parts';
  readonly how: How;
  readonly partSize: number;
  /** Of the source. */
  readonly etag: string;
}

/** A copy that was made, and what of. JSON. */
export interface CopiedNote {
  readonly stage: 'copied';
  /** Of the copy. */
  readonly key: string;
  /** Of the copy; empty where the store did not tell. */
  readonly etag: string;
  readonly source: SourceVersion;
  /** What may be left in the store of its making, to be taken back when the item has ended. Left out: nothing. */
  readonly left?: PartsNote;
}

export type CopyNote = PartsNote | CopiedNote;

/** True where the same keys reach both ends in one store, and it can copy by itself. */
export const isWithin = ({ port, source }: Pick<CopyItem, 'port' | 'source'>): boolean =>
  port === source.port && port.copiesByItself;

/** What is at the target; `null`: nothing, or nothing that we may see. */
export async function targetInfo(item: UploadItem): Promise<ObjectInfo | null> {
  if ((await presence(item)) !== 'there') return null;
  const { port, bucket, key, context } = item;
  try {
    return await port.headObject({ bucket, key, signal: context.signal });
  } catch (error) {
    // Whoever deleted it meanwhile was faster.
    if (['no-such-key', 'access-denied'].includes(toFailure(error).code)) return null;
    throw error;
  }
}

/** True where the ETags tell that two objects have the same content. */
export function isSameContent(a: SourceVersion, b: SourceVersion): boolean {
  const isComparable = a.etagKind === b.etagKind && a.etagKind !== 'opaque';
  return isComparable && a.size === b.size && bareEtag(a.etag) === bareEtag(b.etag);
}

/** True where the ETags tell that two objects have not the same content: how one was cut into parts tells nothing of the other. */
export function isOtherContent(a: SourceVersion, b: SourceVersion): boolean {
  return a.size !== b.size || (a.etagKind === 'md5' && b.etagKind === 'md5' && bareEtag(a.etag) !== bareEtag(b.etag));
}
