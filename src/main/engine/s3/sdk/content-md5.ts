import { createHash } from 'node:crypto';
import type { DeleteObjectsCommand } from '@aws-sdk/client-s3';

/** The part of a request of the client library that is changed. */
interface BuiltRequest {
  readonly request: { readonly headers: Record<string, string>; readonly body: string | Uint8Array };
}

/**
 * Makes a DeleteObjects bear Content-MD5 instead of the newer checksum that the client library adds: S3 demanded it from
 * the beginning, many stores still do, and some refuse the headers of the newer one.
 */
export function withContentMd5(command: DeleteObjectsCommand): void {
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers, body } = (args as unknown as BuiltRequest).request;
      for (const name of Object.keys(headers)) {
        if (/^x-amz-(sdk-)?checksum-/i.test(name)) delete headers[name];
      }
      headers['content-md5'] = createHash('md5').update(body).digest('base64');
      return next(args);
    },
    // After the client library's own, and before signing.
    { step: 'build', name: 'withContentMd5', priority: 'low' },
  );
}
