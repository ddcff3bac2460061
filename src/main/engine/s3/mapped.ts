import type { Quirks } from '../../../shared/model/quirks.ts';
import { checkAddressable } from './address.ts';
import type { Connection } from './connection.ts';
import { type RequestSubject, storageError } from './errors.ts';

/** What any request of S3Port is about. */
interface About {
  readonly bucket: string;
  readonly key?: string;
  readonly prefix?: string;
}

/** Makes all that a request throws a PailError, and refuses keys that no request can name. */
export type FailureMapper = <T>(request: About, intent: RequestSubject['intent'], work: () => Promise<T>) => Promise<T>;

/** The mapper for a store at `host`. */
export function failureMapper(host: string): FailureMapper {
  return async (request, intent, work) => {
    try {
      checkAddressable(request.key ?? request.prefix ?? '');
      return await work();
    } catch (error) {
      throw storageError(error, { bucket: request.bucket, key: request.key ?? '', host, intent });
    }
  };
}

/** Makes a method of S3Port of what an adapter does with its client, knowing in what the store differs. */
export function methodsOver<C>(client: C, connection: Connection, mapped: FailureMapper) {
  return <R extends About & { readonly signal: AbortSignal }, T>(
    intent: RequestSubject['intent'],
    work: (client: C, quirks: Quirks, request: R) => Promise<T>,
  ): ((request: R) => Promise<T>) =>
    (request) =>
      mapped(request, intent, async () => work(client, await connection.quirks(request.signal), request));
}
