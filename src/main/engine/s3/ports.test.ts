import { afterEach, expect, test, vi } from 'vitest';
import type { LocationGrant, StorageSettings } from '../protocol.ts';
import { type HttpStore, httpStore, xml } from '../testing/http-store.ts';
import { plainConnection } from '../testing/plain-connection.ts';
import { Ports } from './ports.ts';

let store: HttpStore | null = null;
afterEach(() => store?.close());

const STORAGE: StorageSettings = { region: 'r', endpoint: 'http://127.0.0.1:1', pathStyle: true };
const grant = (storage: Partial<StorageSettings> = {}, credentialsId = 'one'): LocationGrant => ({
  id: 'place',
  accountId: 'ana',
  label: 'Place',
  bucket: 'b',
  prefix: '',
  actions: ['list'],
  storage: { ...STORAGE, ...storage },
  credentialsId,
});

function setup() {
  const destroyed: StorageSettings[] = [];
  const connect = vi.fn((storage: StorageSettings) => ({
    ...plainConnection(storage.quirks as object),
    destroy: () => destroyed.push(storage),
  }));
  const credentials = vi.fn(async (_id: string, _refused: boolean) => ({ accessKeyId: 'a', secretAccessKey: 's' }));
  return { ports: new Ports(credentials, connect), connect, credentials, destroyed };
}

test('locations that agree share a client; those of one store share its connection', () => {
  const { ports, connect } = setup();
  const first = ports.of(grant());
  expect(ports.of(grant())).toBe(first);
  expect(ports.of(grant({}, 'two'))).not.toBe(first);
  expect(connect).toHaveBeenCalledTimes(1);
});

test.each<[string, Partial<StorageSettings>]>([
  ['region', { region: 'other' }],
  ['endpoint', { endpoint: 'http://127.0.0.1:2' }],
  ['way to address', { pathStyle: false }],
  ['certificates', { certificateAuthorities: 'PEM' }],
  ['quirks', { quirks: { listVersion: 1 } }],
  ['dual stack', { dualStack: true }],
  ['acceleration', { acceleration: true }],
  ['patience', { connectTimeout: 1 }],
  ['number of requests', { requestsAtOnce: 1 }],
])('another %s is another store', (_name, change) => {
  const { ports, connect } = setup();
  expect(ports.of(grant(change))).not.toBe(ports.of(grant()));
  expect(connect).toHaveBeenCalledTimes(2);
});

test('what objects are made with is no matter of the way to the store', () => {
  const { ports, connect } = setup();
  expect(ports.of(grant({ objects: { acl: 'private' } }))).not.toBe(ports.of(grant()));
  expect(ports.of(grant({ objects: { acl: 'private' } }))).toBe(ports.of(grant({ objects: { acl: 'private' } })));
  expect(connect).toHaveBeenCalledTimes(1);
});

test('what no location uses any more is closed, and its keys are forgotten', async () => {
  store = await httpStore((_request, response) => xml(response, 200, '<ListBucketResult></ListBucketResult>'));
  const { endpoint } = store;
  const { ports, credentials, destroyed } = setup();
  const { signal } = new AbortController();
  const list = (one: LocationGrant) =>
    ports.of(one).listPage({ bucket: 'b', prefix: '', delimiter: null, token: null, signal });
  const [kept, gone] = [grant({ endpoint }), grant({ endpoint, region: 'other' }, 'two')];
  await Promise.all([list(kept), list(gone)]);
  const port = ports.of(kept);
  ports.keepOnly([kept]);
  expect(destroyed.map(({ region }) => region)).toEqual(['other']);
  expect(ports.of(kept)).toBe(port);
  await Promise.all([list(kept), list(gone)]);
  expect(credentials.mock.calls.map(([id]) => id)).toEqual(['one', 'two', 'two']);
});

test('a store whose quirks ask for the client library gets it for everything, and others do without', async () => {
  store = await httpStore((_request, response) =>
    xml(response, 200, '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>'),
  );
  const { endpoint, requests } = store;
  const { ports } = setup();
  const { signal } = new AbortController();
  const agents: string[] = [];
  for (const adapter of ['wire', 'sdk'] as const) {
    const port = ports.of(grant({ endpoint, quirks: { adapter } }));
    await port.listPage({ bucket: 'b', prefix: '', delimiter: null, token: null, signal });
    agents.push(String(requests.at(-1)?.headers['user-agent'] ?? 'none'));
  }
  ports.keepOnly([]);
  expect(agents).toEqual(['Pail', expect.stringContaining('aws-sdk-js')]);
});

test('the certificates of a store are not looked at anew for each location that leads there', () => {
  const { ports } = setup();
  let looked = 0;
  const storage = Object.defineProperty({ ...STORAGE }, 'certificateAuthorities', {
    enumerable: true,
    get: () => {
      looked += 1;
      return 'PEM';
    },
  });
  const grants = Array.from({ length: 1000 }, (_, index) => ({ ...grant({}, `keys-${index}`), storage }));
  for (const one of grants) ports.of(one);
  ports.keepOnly(grants);
  expect(looked).toBeLessThan(10);
});
