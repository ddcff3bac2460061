import { checkAddressable } from './address.ts';
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
