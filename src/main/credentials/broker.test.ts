import { describe, expect, it, vi } from 'vitest';
import { PailError } from '../../shared/errors.ts';
import type { StorageCredentials } from '../engine/protocol.ts';
import type { Account } from '../identity/account.ts';
import { CredentialBroker, type KeySources } from './broker.ts';
import type { CredentialRequest } from './grants.ts';

const MINUTE = 60_000;
const idToken = vi.fn(async (renew?: boolean): Promise<string> => (renew ? 'renewed' : 'present'));
const account = { id: 'a', session: { sub: 'u', idToken } } as unknown as Account;
const webIdentity: CredentialRequest = {
  account,
  credentials: { kind: 'webIdentity', sourceId: 's', roleArn: 'arn', region: 'r', durationSeconds: 3600 },
};

function makeBroker(lifetime: number) {
  let now = 0;
  let count = 0;
  const assume = vi.fn(async (): Promise<StorageCredentials> => {
    count += 1;
    return { accessKeyId: `AK${count}`, secretAccessKey: 'sk', sessionToken: 't', expiresAt: now + lifetime };
  });
  const keepOnly = vi.fn();
  const sources: KeySources = {
    ofProfile: async (_request, { accessKeyId }) => ({ accessKeyId, secretAccessKey: 'static-secret' }),
    forToken: assume,
    keepOnly,
  };
  const broker = new CredentialBroker(sources, () => now);
  broker.setRequests(new Map([['id', webIdentity]]));
  return { broker, assume, keepOnly, advance: (ms: number) => (now += ms) };
}

describe('CredentialBroker', () => {
  it('asks once for many callers', async () => {
    const { broker, assume } = makeBroker(60 * MINUTE);
    const keys = await Promise.all([broker.get('id', false), broker.get('id', false)]);
    expect(keys.map(({ accessKeyId }) => accessKeyId)).toEqual(['AK1', 'AK1']);
    expect(assume).toHaveBeenCalledTimes(1);
  });

  it('gets new keys five minutes early', async () => {
    const { broker, advance } = makeBroker(60 * MINUTE);
    await broker.get('id', false);
    advance(54 * MINUTE);
    expect((await broker.get('id', false)).accessKeyId).toBe('AK1');
    advance(2 * MINUTE);
    expect((await broker.get('id', false)).accessKeyId).toBe('AK2');
  });

  it('uses short-lived keys for nearly all of their life', async () => {
    const { broker, advance, assume } = makeBroker(4 * MINUTE);
    await broker.get('id', false);
    advance(3.5 * MINUTE);
    await broker.get('id', false);
    expect(assume).toHaveBeenCalledTimes(1);
    advance(0.2 * MINUTE);
    expect((await broker.get('id', false)).accessKeyId).toBe('AK2');
  });

  it('uses keys that came expired, as where the clock here is wrong, until they are refused', async () => {
    const { broker, assume } = makeBroker(-30 * MINUTE);
    for (let count = 0; count < 3; count += 1) expect((await broker.get('id', false)).accessKeyId).toBe('AK1');
    expect(assume).toHaveBeenCalledTimes(1);
    expect((await broker.get('id', true)).accessKeyId).toBe('AK2');
  });

  it.each([1000, 30_000, 4 * MINUTE, 10 * MINUTE, 60 * MINUTE, 12 * 60 * MINUTE])(
    'asks for keys of %i ms no more than once in nine tenths of their life, however often they are needed',
    async (lifetime) => {
      const { broker, assume, advance } = makeBroker(lifetime);
      const REQUESTS = 1000;
      for (let count = 0; count < REQUESTS; count += 1) {
        await broker.get('id', false);
        advance((10 * lifetime) / REQUESTS);
      }
      expect(assume.mock.calls.length).toBeGreaterThanOrEqual(10);
      expect(assume.mock.calls.length).toBeLessThanOrEqual(12);
    },
  );

  it('keeps what sources remember of accounts that are there still, and nothing of others', () => {
    const { broker, keepOnly } = makeBroker(60 * MINUTE);
    expect(keepOnly).toHaveBeenLastCalledWith(new Set(['a']));
    broker.setRequests(new Map());
    expect(keepOnly).toHaveBeenLastCalledWith(new Set());
  });

  it('gets refused keys anew, from a new ID token', async () => {
    const { broker, assume } = makeBroker(60 * MINUTE);
    await broker.get('id', false);
    expect((await broker.get('id', true)).accessKeyId).toBe('AK2');
    expect(assume).toHaveBeenLastCalledWith(webIdentity, 'renewed');
  });

  it('gets keys that came to their end anew from the ID token that there is, also where they were refused', async () => {
    const { broker, assume, advance } = makeBroker(60 * MINUTE);
    await broker.get('id', false);
    advance(61 * MINUTE);
    expect((await broker.get('id', true)).accessKeyId).toBe('AK2');
    expect(assume).toHaveBeenLastCalledWith(webIdentity, 'present');
  });

  it('asks again where the ID token came to its end on its way, and not where it is the same still', async () => {
    const { broker, assume } = makeBroker(60 * MINUTE);
    assume.mockRejectedValueOnce(new PailError('credentials-refused'));
    idToken.mockResolvedValueOnce('ending').mockResolvedValueOnce('next');
    expect((await broker.get('id', false)).accessKeyId).toBe('AK1');
    expect(assume).toHaveBeenLastCalledWith(webIdentity, 'next');
    assume.mockClear().mockRejectedValueOnce(new PailError('credentials-refused'));
    idToken.mockResolvedValueOnce('same').mockResolvedValueOnce('same');
    await expect(broker.get('id', true)).rejects.toMatchObject({ failure: { code: 'credentials-refused' } });
    expect(assume).toHaveBeenCalledTimes(1);
  });

  it('gives nothing for an id that main did not mint, and forgets keys whose location is gone', async () => {
    const { broker } = makeBroker(60 * MINUTE);
    await expect(broker.get('other', false)).rejects.toMatchObject({ failure: { code: 'not-found' } });
    await broker.get('id', false);
    broker.setRequests(new Map());
    await expect(broker.get('id', false)).rejects.toMatchObject({ failure: { code: 'not-found' } });
  });

  it('asks anew for whoever signs in again while the request of their ended session is under way', async () => {
    const { broker, assume } = makeBroker(60 * MINUTE);
    let end = (_: unknown): void => undefined;
    assume.mockImplementationOnce(() => new Promise((_, reject) => (end = reject)));
    const old = broker.get('id', false);
    const again = { id: 'a', session: { sub: 'u', idToken } } as unknown as Account;
    broker.setRequests(new Map([['id', { ...webIdentity, account: again }]]));
    const now = broker.get('id', false);
    const shared = broker.get('id', false);
    await vi.waitFor(() => expect(assume).toHaveBeenCalledTimes(2));
    end(new PailError('session-expired'));
    await expect(old).rejects.toMatchObject({ failure: { code: 'session-expired' } });
    expect([(await now).accessKeyId, (await shared).accessKeyId]).toEqual(['AK1', 'AK1']);
    expect(assume).toHaveBeenCalledTimes(2);
  });

  it('does not keep keys that an ended session still got', async () => {
    const { broker, assume } = makeBroker(60 * MINUTE);
    let answer = (_: StorageCredentials): void => undefined;
    assume.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    const old = broker.get('id', false);
    await vi.waitFor(() => expect(assume).toHaveBeenCalledTimes(1));
    const again = { id: 'a', session: { sub: 'u', idToken } } as unknown as Account;
    broker.setRequests(new Map([['id', { ...webIdentity, account: again }]]));
    answer({ accessKeyId: 'OLD', secretAccessKey: 'sk', sessionToken: 't' });
    await old;
    expect((await broker.get('id', false)).accessKeyId).toBe('AK1');
  });

  it('gives static keys', async () => {
    const { broker } = makeBroker(0);
    broker.setRequests(
      new Map([['st', { account, credentials: { kind: 'static', sourceId: 's', accessKeyId: 'AK' } }]]),
    );
    expect(await broker.get('st', false)).toEqual({ accessKeyId: 'AK', secretAccessKey: 'static-secret' });
  });
});
