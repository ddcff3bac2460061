import { TransportHandler } from '../engine/s3/sdk/transport-handler.ts';
import type { Transport } from '../engine/s3/transport/transport.ts';

/** The request handler of a client of the AWS library that sends over a transport. `onDate` hears the Date header of each answer. */
export function libraryHandler(transport: Transport, onDate: (date: string | undefined) => void): TransportHandler {
  return new TransportHandler({ transport, clock: { observe: onDate } });
}
