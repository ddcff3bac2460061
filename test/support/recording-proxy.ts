import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IssuedSecrets } from './issued.ts';

// Forms and STS answers are a few kilobytes; object bodies that pass through are not kept.
const LARGEST_KEPT_BYTES = 256 * 1024;
/** They speak of one connection, and the proxy has two. */
const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'proxy-connection']);

/** One request that came to the proxy, in the order of arrival. */
export interface ProxiedRequest {
  readonly method: string;
  /** As sent, with the query. */
  readonly path: string;
  /** The server's status; 502 when it could not be reached; undefined while the answer is due. */
  status: number | undefined;
}

/** A running proxy. */
export interface RecordingProxy {
  /** `http://127.0.0.1:PORT`. */
  readonly endpoint: string;
  readonly requests: readonly ProxiedRequest[];
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

/**
 * Starts a reverse proxy on a free loopback port that passes every request on to `target` (an origin, plain http).
 *
 * Bodies are streamed both ways. The Host header stays as the client sent it, so that a SigV4 signature made for the
 * proxy's address holds. Of every AssumeRoleWithWebIdentity the token sent and the keys answered go into `issued`.
 */
export async function startRecordingProxy(options: { target: string; issued: IssuedSecrets }): Promise<RecordingProxy> {
  const { issued } = options;
  const target = new URL(options.target);
  const agent = new Agent({ keepAlive: true });
  const requests: ProxiedRequest[] = [];

  const server = createServer((incoming, outgoing) => {
    const entry: ProxiedRequest = { method: incoming.method ?? '', path: incoming.url ?? '', status: undefined };
    requests.push(entry);
    const form = keep(incoming, isForm(incoming));
    const { hostname, port } = target;
    const upstream = request({
      agent,
      hostname,
      port,
      method: entry.method,
      path: entry.path,
      headers: endToEnd(incoming.rawHeaders),
      setHost: false,
    });
    upstream.once('response', (answer) => {
      entry.status = answer.statusCode;
      const sent = parameters(entry.path, form());
      const isSts = sent.get('Action') === 'AssumeRoleWithWebIdentity';
      const body = keep(answer, isSts);
      if (isSts) {
        recordToken(sent, issued);
        // Before the piece goes on: the client cannot hold a key that is not recorded yet.
        answer.on('data', () => recordKeys(body(), issued));
      }
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEnd(answer.rawHeaders));
      answer.pipe(outgoing);
      answer.once('error', () => outgoing.destroy());
    });
    upstream.once('error', (error) => {
      entry.status ??= 502;
      fail(outgoing, error);
    });
    outgoing.once('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        agent.destroy();
      }),
  };
}

/** Collects what streams by, if asked to; the returned function tells what there is so far. */
function keep(message: IncomingMessage, wanted: boolean): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  if (wanted) {
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= LARGEST_KEPT_BYTES) {
        chunks.push(chunk);
      }
    });
  }
  return () => Buffer.concat(chunks).toString('utf8');
}

function isForm(message: IncomingMessage): boolean {
  return message.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}

function parameters(path: string, form: string): URLSearchParams {
  const query = path.includes('?') ? path.slice(path.indexOf('?') + 1) : '';
  return new URLSearchParams([...new URLSearchParams(query), ...new URLSearchParams(form)]);
}

function recordToken(sent: URLSearchParams, issued: IssuedSecrets): void {
  const token = sent.get('WebIdentityToken');
  if (token && token.length >= 8) {
    issued.add('ID token sent to STS', token);
  }
}

function recordKeys(xml: string, issued: IssuedSecrets): void {
  for (const [element, kind] of [
    ['AccessKeyId', 'STS access key id'],
    ['SecretAccessKey', 'STS secret access key'],
    ['SessionToken', 'STS session token'],
  ] as const) {
    const value = new RegExp(`<${element}>([^<]+)</${element}>`).exec(xml)?.[1];
    if (value) {
      issued.add(kind, unescapeXml(value));
    }
  }
}

function unescapeXml(text: string): string {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(lt|gt|quot|apos|amp);/g, (_all, name: string) => entities[name] as string);
}

function endToEnd(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_text, index) => !CONNECTION_HEADERS.has((rawHeaders[index & ~1] as string).toLowerCase()));
}

function fail(outgoing: ServerResponse, error: Error): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  outgoing.writeHead(502, { 'content-type': 'text/plain; charset=utf-8' }).end(`proxy: ${error.message}\n`);
}
