import { bytesOf } from '../s3/packed.ts';
import type { ListPage, S3Port } from '../s3/port.ts';
import { checkBelow } from './page-rows.ts';
import { pagesOf } from './paging.ts';

/**
 * Every key below a prefix, page by page, folders and their markers included. Rejects as `listPage`, and with
 * `storage-refused` for a page that lists what is not below it.
 */
export async function* walk(
  port: S3Port,
  bucket: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<ListPage> {
  const below = bytesOf(prefix);
  for await (const page of pagesOf(port, { bucket, prefix, delimiter: null, signal })) {
    checkBelow(page.keys, below);
    yield page;
  }
}
