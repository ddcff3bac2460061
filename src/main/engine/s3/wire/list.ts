import type { Quirks } from '../../../../shared/model/quirks.ts';
import { shownName } from '../errors.ts';
import { checkProgress } from '../paging.ts';
import type { ListPage, ListRequest } from '../port.ts';
import { readBody } from '../transport/body.ts';
import { ListParser } from './list-parser.ts';
import { queryOf } from './query.ts';
import type { WireClient } from './requests.ts';

/** One page of a listing, read while it arrives. */
export function listPage(client: WireClient, quirks: Quirks, request: ListRequest): Promise<ListPage> {
  const { bucket, prefix, signal } = request;
  // A second attempt may get another token for the same page: the first one is good as long as the page is.
  let told = false;
  const onNextToken = (token: string): void => {
    if (!told) request.onNextToken?.(token);
    told = true;
  };
  const query = quirks.listVersion === 1 ? queryV1(request, quirks) : queryV2(request, quirks);
  return client.send({ method: 'GET', bucket, query, priority: 'interactive', signal }, quirks, async ({ body }) => {
    const subject = shownName(prefix) || bucket;
    const parser = new ListParser({ version: quirks.listVersion, subject, onNextToken });
    await readBody(body, {
      take: (bytes) => {
        parser.write(bytes);
        return null;
      },
    });
    const page = parser.end();
    checkProgress(page.nextToken, request);
    return page;
  });
}

function queryV2(request: ListRequest, { encodedLists }: Quirks): string {
  return queryOf({
    'continuation-token': request.token ?? undefined,
    delimiter: request.delimiter ?? undefined,
    'encoding-type': encodedLists ? 'url' : undefined,
    'list-type': '2',
    'max-keys': request.limit?.toString(),
    prefix: request.prefix || undefined,
    'start-after': request.token === null ? request.startAfter : undefined,
  });
}

function queryV1(request: ListRequest, { encodedLists }: Quirks): string {
  return queryOf({
    delimiter: request.delimiter ?? undefined,
    'encoding-type': encodedLists ? 'url' : undefined,
    marker: request.token ?? request.startAfter,
    'max-keys': request.limit?.toString(),
    prefix: request.prefix || undefined,
  });
}
