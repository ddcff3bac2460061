import { PailError } from '../../../shared/errors.ts';
import type { ListPage, S3Port } from '../s3/port.ts';
import { tokenAfter } from './paging.ts';

/** Every key below a prefix, page by page, folders and their markers included. Rejects as `listPage`. */
export async function* walk(
  port: S3Port,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<ListPage> {
  let token: string | null = null;
  do {
    const page: ListPage = await port.listPage({ bucket, prefix, delimiter: null, token, signal });
    signal.throwIfAborted();
    if (!page.keys.every((key) => key.startsWith(prefix))) {
      throw new PailError('storage-refused', { subject: prefix, reason: 'it listed a key from outside of the folder' });
    }
    token = tokenAfter(page, token, prefix);
    yield page;
  } while (token !== null);
}
