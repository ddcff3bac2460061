import { type AddressInfo, connect, type Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { IssuedCertificate } from './tls-front-ca.ts';

/** A running TLS server that passes on what it hears. */
export interface TlsFront {
  readonly port: number;
  /** `https://127.0.0.1:PORT`. */
  readonly endpoint: string;
  /** TLS connections that came about. */
  connections(): number;
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

/** Puts TLS before a plain server: bytes go on as they are, so the Host header stays and signatures hold. */
export async function startTlsFront(
  target: { readonly host: string; readonly port: number },
  certificate: IssuedCertificate,
): Promise<TlsFront> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer({ ...certificate, noDelay: true }, (near) => {
    connections += 1;
    const far = connect({ ...target, noDelay: true });
    sockets.add(far);
    // What one side breaks off is broken off on the other; 'error' is followed by 'close'.
    for (const socket of [near, far]) socket.on('error', () => undefined);
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroySoon());
    near.pipe(far).pipe(near);
  });
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    endpoint: `https://127.0.0.1:${port}`,
    connections: () => connections,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
