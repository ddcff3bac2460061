import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the ports that Linux, macOS and Windows hand to outgoing connections, so that no connection made between
// this check and the server's own bind can take the port away.
const FIRST_PORT = 20_000;
const LAST_PORT = 31_999;
const ATTEMPTS = 200;

const handedOut = new Set<number>();

/**
 * A TCP port on 127.0.0.1 that nothing listens on, and that this process has not been given before.
 *
 * For servers that must know their port before they start; a server that can listen on port 0 should do that.
 * Throws an Error when no free port turns up.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = randomInt(FIRST_PORT, LAST_PORT + 1);
    if (handedOut.has(port)) {
      continue;
    }
    if (await canListen(port)) {
      handedOut.add(port);
      return port;
    }
  }
  throw new Error(`no free port between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1 in ${ATTEMPTS} tries`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
