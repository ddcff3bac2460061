import type { Quirks } from '../../../shared/model/quirks.ts';
import { StorageKeys } from '../s3/keys.ts';
import type { S3Port } from '../s3/port.ts';
import { createSdkPort } from '../s3/sdk/sdk-port.ts';
import { type HttpStore, httpStore } from './http-store.ts';
import { plainConnection } from './plain-connection.ts';

/** The client library's port to a store that answers as told. */
export interface LibraryPort {
  readonly port: S3Port;
  readonly requests: HttpStore['requests'];
  close(): void;
}

/** Starts a store and the port to it. */
export async function libraryPort(
  answer: Parameters<typeof httpStore>[0],
  quirks: Partial<Quirks> = {},
): Promise<LibraryPort> {
  const store = await httpStore(answer);
  const keys = new StorageKeys(async () => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  const connection = plainConnection(quirks);
  const port = createSdkPort({ region: 'us-east-1', endpoint: store.endpoint, pathStyle: true }, keys, connection);
  return {
    port,
    requests: store.requests,
    close: () => {
      port.destroy();
      connection.destroy();
      store.close();
    },
  };
}
