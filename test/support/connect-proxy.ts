import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** Who may use a proxy. */
export interface ProxyCredentials {
  readonly username: string;
  readonly password: string;
}

/** A running HTTP proxy that makes tunnels and nothing else. */
export interface ConnectProxy {
  readonly port: number;
  /** `http://[username:password@]127.0.0.1:PORT`. */
  readonly url: string;
  /** What tunnels were asked for, granted or not, as `host:port`, in the order of arrival. */
  readonly asked: readonly string[];
  /** How many of those it refused because they came without the right credentials. */
  refused(): number;
  /** Closes the port and every tunnel. */
  stop(): Promise<void>;
}

export interface ConnectProxyOptions {
  /** Asked for by Basic authentication; left out: anybody may use it. */
  readonly credentials?: ProxyCredentials;
  /** Where a tunnel really leads, by what was asked for (`host:port`); left out: there. */
  readonly hosts?: Readonly<Record<string, { readonly host: string; readonly port: number }>>;
}

/** Starts a proxy on a free loopback port. A plain request, without CONNECT, is answered 501. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const { credentials, hosts = {} } = options;
  const sockets = new Set<Socket>();
  const asked: string[] = [];
  let refused = 0;
  const secret = credentials && Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64');

  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on('connection', (socket) => sockets.add(socket));
  server.on('connect', (request: IncomingMessage, near: Socket, head: Buffer) => {
    const name = request.url ?? '';
    asked.push(name);
    // What one side breaks off is broken off on the other; 'error' is followed by 'close'.
    near.on('error', () => undefined);
    if (secret !== undefined && request.headers['proxy-authorization'] !== `Basic ${secret}`) {
      refused += 1;
      const challenge = 'Proxy-Authenticate: Basic realm="test proxy"';
      near.end(`HTTP/1.1 407 Proxy Authentication Required\r\n${challenge}\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const far = connect(hosts[name] ?? addressOf(name));
    sockets.add(far);
    far.once('connect', () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      far.write(head);
      near.pipe(far).pipe(near);
    });
    far.on('error', () => {
      if (far.connecting) near.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n');
    });
    near.once('close', () => far.destroy());
    far.once('close', () => near.destroySoon());
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const user = credentials ? `${credentials.username}:${credentials.password}@` : '';
  return {
    port,
    url: `http://${user}127.0.0.1:${port}`,
    asked,
    refused: () => refused,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function addressOf(name: string): { host: string; port: number } {
  const { hostname, port } = new URL(`tcp://${name}`);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) };
}
