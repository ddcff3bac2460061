import { expect, test, vi } from 'vitest';
import { failure, PailError } from '../../shared/errors.ts';
import type { AccountSummary } from '../../shared/model/account.ts';
import { profileSchema } from '../../shared/model/profile/profile.ts';
import type { ListedBucket } from '../engine/protocol.ts';
import type { Account } from '../identity/account.ts';
import { evaluateMapping } from '../mapping/evaluate.ts';
import { BucketLists } from './bucket-lists.ts';

const PROFILE = profileSchema.parse({
  version: 1,
  name: 'Acme',
  signIn: { issuer: 'https://id.example.org', clientId: 'abc' },
  storage: { region: 'eu-west-1' },
  credentials: [{ id: 'admin', kind: 'static', accessKeyId: 'AK' }],
  allBuckets: [{ label: 'Everything', create: true, delete: true, actions: ['list', 'read'] }],
});

function setUp() {
  const accounts = [{ id: 'a', mapping: evaluateMapping('a', PROFILE, {}) } as Account];
  const listId = accounts[0]?.mapping.bucketLists[0]?.id ?? '';
  let buckets: ListedBucket[] | Error = [];
  const call = vi.fn(async (method: string, ..._args: unknown[]) => {
    if (buckets instanceof Error) throw buckets;
    return method === 'listBuckets' ? buckets : undefined;
  });
  const changed = vi.fn();
  const lists = new BucketLists({ engine: { call: call as never }, accounts: () => accounts, changed });
  const summary = () => {
    const account = accounts[0];
    const own = { id: 'a', locations: [], bucketLists: [] } as unknown as AccountSummary;
    return account ? lists.withBuckets(own) : own;
  };
  const answer = (next: ListedBucket[] | Error): void => {
    buckets = next;
  };
  return { accounts, listId, call, changed, lists, summary, answer };
}
const bucket = (name: string, region: string | null = null): ListedBucket => ({ name, region, created: 0 });

test('every bucket becomes a location, where it is and with what may be done', async () => {
  const { lists, listId, accounts, summary, answer } = setUp();
  answer([bucket('one', 'us-west-2'), bucket('two')]);
  expect(summary().bucketLists).toMatchObject([{ label: 'Everything', phase: 'loading', mayCreate: true }]);
  lists.update();
  await vi.waitFor(() => expect(summary().bucketLists).toMatchObject([{ phase: 'listed', hidden: 0 }]));
  expect(summary().locations).toMatchObject([
    { label: 'one', bucket: 'one', prefix: '', listId, actions: ['list', 'read'], sharedKey: true },
    { label: 'two', bucket: 'two', listId },
  ]);
  const regions = accounts.flatMap((one) => lists.locationsOf(one)).map(({ storage }) => storage.region);
  expect(regions).toEqual(['us-west-2', 'eu-west-1']);
});

test('a list is asked for once, and forgotten with its account', async () => {
  const { lists, accounts, call, answer, summary } = setUp();
  answer([bucket('one-bucket')]);
  lists.update();
  lists.update();
  await vi.waitFor(() => expect(summary().locations).toHaveLength(1));
  expect(call).toHaveBeenCalledTimes(1);
  const [account] = accounts.splice(0);
  lists.update();
  if (account) accounts.push(account);
  expect(summary().bucketLists).toMatchObject([{ phase: 'loading' }]);
});

test('what cannot be listed is told, and the buckets of before stay', async () => {
  const { lists, listId, summary, answer } = setUp();
  answer([bucket('one-bucket')]);
  await lists.refresh(listId);
  answer(new PailError(failure('connection-failed', { subject: 's3' })));
  await lists.refresh(listId);
  expect(summary().bucketLists).toMatchObject([{ phase: 'failed', failure: { code: 'connection-failed' } }]);
  expect(summary().locations).toHaveLength(1);
});

test('names that are none, and more than are shown, are counted', async () => {
  const { lists, listId, summary, answer } = setUp();
  answer([
    bucket('a/b'),
    bucket('..'),
    bucket('\u202efdp'),
    ...Array.from({ length: 1001 }, (_, i) => bucket(`b-${i}x`)),
  ]);
  await lists.refresh(listId);
  expect(summary().locations).toHaveLength(1000);
  expect(summary().bucketLists).toMatchObject([{ hidden: 4 }]);
});

test('a bucket is made and deleted by its location, and the list is had anew', async () => {
  const { lists, listId, call, summary, answer } = setUp();
  answer([bucket('one-bucket')]);
  await lists.create(listId, 'one-bucket');
  const [location] = summary().locations;
  await lists.delete(listId, location?.id ?? '');
  expect(call.mock.calls).toEqual([
    ['createBucket', listId, 'one-bucket'],
    ['listBuckets', listId],
    ['deleteBucket', listId, 'one-bucket'],
    ['listBuckets', listId],
  ]);
  await expect(lists.delete(listId, 'other')).rejects.toMatchObject({ failure: { code: 'not-found' } });
  await expect(lists.create('other', 'x')).rejects.toMatchObject({ failure: { code: 'not-found' } });
});

test('buckets are reached as the account may reach them now, not as when they were listed', async () => {
  const { lists, accounts, answer } = setUp();
  answer([bucket('one-bucket')]);
  lists.update();
  const reached = () => accounts.flatMap((one) => lists.locationsOf(one));
  await vi.waitFor(() => expect(reached()).toHaveLength(1));
  const [account] = accounts;
  const [source] = PROFILE.credentials;
  const changed = {
    ...PROFILE,
    storage: { ...PROFILE.storage, endpoint: 'https://s3.example.org' },
    credentials: [{ ...source, accessKeyId: 'AK2' } as typeof source & object],
    allBuckets: PROFILE.allBuckets.map((rule) => ({ ...rule, actions: ['list' as const] })),
  };
  if (account) account.mapping = evaluateMapping('a', changed, {});
  for (const one of reached()) {
    expect(one.location.actions).toEqual(['list']);
    expect(one.credentials).toMatchObject({ accessKeyId: 'AK2' });
    expect(one.storage.endpoint).toBe('https://s3.example.org');
  }
  answer([bucket('other-bucket')]);
  lists.update();
  await vi.waitFor(() => expect(reached().map(({ location }) => location.bucket)).toEqual(['other-bucket']));
});

test('a list that failed is asked for again when its person has signed in again', async () => {
  const { lists, accounts, call, answer, summary } = setUp();
  answer(new PailError('session-expired'));
  lists.update();
  await vi.waitFor(() => expect(summary().bucketLists).toMatchObject([{ phase: 'failed' }]));
  lists.update();
  expect(call).toHaveBeenCalledTimes(1);
  answer([bucket('one-bucket')]);
  const [account] = accounts;
  if (account) accounts[0] = { ...account };
  lists.update();
  await vi.waitFor(() => expect(summary().bucketLists).toMatchObject([{ phase: 'listed', failure: null }]));
});

test('of two answers the one to the later question counts', async () => {
  const { lists, listId, call, summary } = setUp();
  const answers: ((buckets: ListedBucket[]) => void)[] = [];
  call.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  const asked = [lists.refresh(listId), lists.refresh(listId)];
  answers[1]?.([bucket('old-bucket'), bucket('new-bucket')]);
  answers[0]?.([bucket('old-bucket')]);
  await Promise.all(asked);
  expect(summary().locations.map(({ bucket: name }) => name)).toEqual(['old-bucket', 'new-bucket']);
});

test('an answer for an account that is gone is dropped', async () => {
  const { lists, listId, accounts, call, changed } = setUp();
  let answer: (buckets: ListedBucket[]) => void = () => undefined;
  call.mockImplementation(() => new Promise((resolve) => (answer = resolve)));
  const asked = lists.refresh(listId);
  accounts.splice(0);
  lists.update();
  changed.mockClear();
  answer([bucket('one-bucket')]);
  await asked;
  expect(changed).not.toHaveBeenCalled();
});

test('what could not be listed is had by itself once the store answers, and not while it does not', async () => {
  const { lists, listId, call, summary, answer } = setUp();
  answer(new PailError(failure('connection-failed', { subject: 's3' })));
  await lists.refresh(listId);
  lists.reachable([listId]);
  expect(call).toHaveBeenCalledTimes(1);
  answer([bucket('one-bucket')]);
  lists.reachable([]);
  await vi.waitFor(() => expect(summary().locations).toHaveLength(1));
  answer(new PailError(failure('access-denied', { subject: 's3' })));
  await lists.refresh(listId);
  lists.reachable([]);
  expect(call).toHaveBeenCalledTimes(3);
});

test('what an engine was asked that died, or that was down, is asked the next one', async () => {
  const { lists, listId, call, summary, answer } = setUp();
  const phase = () => summary().bucketLists[0]?.phase;
  let die = (): void => undefined;
  call.mockImplementationOnce(
    () =>
      new Promise((_resolve, reject) => {
        die = () => reject(new PailError(failure('engine-stopped')));
      }),
  );
  const asked = lists.refresh(listId);
  answer([bucket('one-bucket')]);
  die();
  lists.engineReplaced();
  await asked;
  await vi.waitFor(() => expect(phase()).toBe('listed'));
  answer(new PailError(failure('engine-down')));
  await lists.refresh(listId);
  answer([bucket('one-bucket'), bucket('two-buckets')]);
  lists.engineReplaced();
  await vi.waitFor(() => expect(summary().locations).toHaveLength(2));
  lists.engineReplaced();
  expect(call).toHaveBeenCalledTimes(4);
});
