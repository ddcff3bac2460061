import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { syntheticEntries } from '../bench/million/entries.ts';
import { Pages } from '../bench/million/pages.ts';
import type { DemoProfile } from './demo-profile.ts';

/** A store that holds one folder of any number of objects, and answers nothing but listings. */
export interface SyntheticStore {
  /** `http://127.0.0.1:PORT`, for path style. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Ends with `/`. */
  readonly folder: string;
  /** Every request so far, as its method and query, in the order of arrival. */
  readonly requests: readonly string[];
  /** From now on, pages with objects are not answered until they are released, but for the next `pages - 1`. */
  holdFrom(page: number): void;
  /** Answers what is held. With a code, and from now on, as an error of that code and status 403. */
  release(code?: string): void;
  /** Closes the port and every connection. */
  stop(): Promise<void>;
}

export interface SyntheticStoreOptions {
  readonly count: number;
}

const BUCKET = 'synthetic';
const FOLDER = 'many/';

/** Starts a store on a free loopback port. Its pages have the form of Ceph's; the bench compares them. */
export async function startSyntheticStore({ count }: SyntheticStoreOptions): Promise<SyntheticStore> {
  const pages = new Pages(BUCKET, FOLDER, syntheticEntries(count));
  const requests: string[] = [];
  const held: (() => void)[] = [];
  let free = Number.POSITIVE_INFINITY;
  let failure: string | undefined;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://store');
    requests.push(`${request.method} ${searchParams}`);
    response.setHeader('x-amz-request-id', `tx${String(requests.length).padStart(21, '0')}-0065600000-1008-default`);
    if (request.method !== 'GET' || pathname.replace(/\/$/, '') !== `/${BUCKET}`) {
      return refuse(response, 404, 'NoSuchKey');
    }
    const hasObjects = searchParams.get('prefix') === FOLDER || !searchParams.has('delimiter');
    const answer = () => {
      if (hasObjects && failure !== undefined) return refuse(response, 403, failure);
      response.writeHead(200, { 'content-type': 'application/xml' });
      for (const piece of pages.answer(searchParams)) response.write(piece);
      response.end();
    };
    if (hasObjects) free -= 1;
    if (hasObjects && free < 0) held.push(answer);
    else answer();
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket: BUCKET,
    folder: FOLDER,
    requests,
    holdFrom(page) {
      free = page - 1;
    },
    release(code) {
      free = Number.POSITIVE_INFINITY;
      failure = code;
      for (const answer of held.splice(0)) answer();
    },
    stop: () => stop(server),
  };
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/xml' });
  response.end(`<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code></Error>`);
}

async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** A profile that shows this store and nothing else, for the people of another profile. */
export function syntheticProfile(profile: DemoProfile, { endpoint, bucket }: SyntheticStore): object {
  return {
    ...profile,
    storage: { ...profile.storage, endpoint },
    locations: [{ label: 'Synthetic', bucket, prefix: '', credentials: 'shared', actions: ['list', 'read'] }],
  };
}
