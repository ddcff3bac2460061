import type { Written } from '../port.ts';
import type { TransportResponse } from '../transport/transport.ts';

/** What an answer to a write tells of the object. `etag`: where the body names it and not the headers. */
export function writtenOf({ headers }: TransportResponse, etag: string | null = null): Written {
  const versionId = headers['x-amz-version-id'];
  const isVersion = versionId !== undefined && versionId !== 'null';
  return { etag: headers['etag'] ?? etag ?? '', ...(isVersion && { versionId }) };
}
