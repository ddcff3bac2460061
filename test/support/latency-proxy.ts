import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Bytes on the way in one direction of one connection beyond which its sender has to wait. */
const MOST_UNDER_WAY = 32 * 1024 * 1024;
/** Bytes that a receiver may leave unread before it is given no more. */
const MOST_UNSENT = 4 * 1024 * 1024;

/** A proxy that is far away. */
export interface LatencyProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

/**
 * Starts a plain TCP proxy on a free loopback port that is `roundTripMs` away from its clients: every piece of every
 * connection arrives half of that later than it was sent, in both directions, and the first bytes of a connection wait for
 * one round trip more, as they would for the handshake. Delayed pieces overlap, so bandwidth is not limited.
 */
export async function startLatencyProxy(
  target: { readonly host: string; readonly port: number },
  { roundTripMs }: { readonly roundTripMs: number },
): Promise<LatencyProxy> {
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ ...target, allowHalfOpen: true, noDelay: true });
    const open = performance.now() + roundTripMs;
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      // A connection that one side breaks off is broken off on the other; 'error' is followed by 'close'.
      socket.on('error', () => undefined);
    }
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroy());
    delay(near, far, roundTripMs / 2, open);
    delay(far, near, roundTripMs / 2, 0);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A piece of the stream and when it arrives; `null` is the end of the stream. */
interface Delayed {
  readonly due: number;
  readonly piece: Buffer | null;
}

/** Passes on what `source` says `delayMs` later, nothing of it before `open` (by performance.now). */
function delay(source: Socket, sink: Socket, delayMs: number, open: number): void {
  const queue: Delayed[] = [];
  let underWay = 0;
  let timer: NodeJS.Timeout | undefined;

  const deliver = (): void => {
    timer = undefined;
    const now = performance.now();
    let delivered = 0;
    sink.cork();
    for (const { due, piece } of queue) {
      if (due > now || sink.writableLength > MOST_UNSENT) break;
      delivered += 1;
      underWay -= piece?.length ?? 0;
      if (piece) sink.write(piece);
      else sink.end();
    }
    sink.uncork();
    queue.splice(0, delivered);
    if (source.isPaused() && underWay < MOST_UNDER_WAY) source.resume();
    schedule();
  };
  const schedule = (): void => {
    const next = queue[0];
    // With so much unsent a 'drain' follows.
    if (!next || timer || sink.destroyed || sink.writableLength > MOST_UNSENT) return;
    timer = setTimeout(deliver, next.due - performance.now());
  };
  const push = (piece: Buffer | null): void => {
    queue.push({ due: Math.max(performance.now(), open) + delayMs, piece });
    underWay += piece?.length ?? 0;
    if (underWay >= MOST_UNDER_WAY) source.pause();
    schedule();
  };
  source.on('data', push);
  source.once('end', () => push(null));
  sink.on('drain', schedule);
  sink.once('close', () => clearTimeout(timer));
}
