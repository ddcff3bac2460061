import type { Quirks } from '../../../../shared/model/quirks.ts';
import type { Written } from '../port.ts';
import type { TransportResponse } from '../transport/transport.ts';
import { etagKindOf } from './objects.ts';

/** What an answer to a write tells of the object. `told`: its ETag where the body names it and not the headers. */
export function writtenOf({ headers }: TransportResponse, quirks: Quirks, told: string | null = null): Written {
  const etag = headers['etag'] ?? told ?? '';
  const versionId = headers['x-amz-version-id'];
  const isVersion = versionId !== undefined && versionId !== 'null';
  return { etag, etagKind: etagKindOf(etag, headers, quirks), ...(isVersion && { versionId }) };
}
