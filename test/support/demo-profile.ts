import { EMULATOR_QUIRKS } from './emulator/server.ts';
import type { AccessKeys } from './rgw.ts';
import { BUCKETS } from './sample-data/seed.ts';

/** Where the servers of a demo profile are. */
export interface DemoServers {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly s3Endpoint: string;
  readonly stsEndpoint: string;
  readonly shared: AccessKeys;
}

/** A profile of version 1, as an administrator would write it. */
export type DemoProfile = ReturnType<typeof demoProfile>;

export interface DemoProfileOptions {
  /** Default true; false: everybody has the shared keys. */
  readonly roles?: boolean;
  /** Where the browser comes back to; by a link when left out. */
  readonly redirectUri?: string;
}

/** The profile that shows a person's home, their teams, finance to its group, and the public bucket. */
export function demoProfile(servers: DemoServers, { roles = true, redirectUri }: DemoProfileOptions = {}) {
  const { issuer, clientId, clientSecret, s3Endpoint, stsEndpoint, shared } = servers;
  const webIdentity = (id: string, role: string) => ({
    id,
    kind: 'webIdentity' as const,
    roleArn: `arn:aws:iam:::role/${role}`,
    stsEndpoint,
  });
  /** The source that a location's keys are from. */
  const by = (id: string): string => (roles ? id : 'shared');
  return {
    version: 1,
    name: 'Acme demo',
    publisher: 'Acme IT',
    signIn: {
      issuer,
      clientId,
      clientSecret,
      scopes: 'openid email',
      redirectUri: redirectUri ?? 'pail://auth/callback',
      ...(redirectUri === undefined && { logoutUri: 'pail://auth/logout' }),
    },
    storage: {
      region: 'us-east-1',
      endpoint: s3Endpoint,
      pathStyle: true,
      ...(!roles && { quirks: EMULATOR_QUIRKS }),
    },
    credentials: [
      ...(roles
        ? [webIdentity('home', 'home-${claim:sub}'), webIdentity('group', '${item}'), webIdentity('finance', 'finance')]
        : []),
      {
        id: 'shared',
        kind: 'static' as const,
        accessKeyId: shared.accessKeyId,
        secretAccessKey: shared.secretAccessKey,
      },
    ],
    locations: [
      { label: 'My files', bucket: BUCKETS.homes, prefix: '${claim:sub}/', credentials: by('home') },
      {
        label: '${item}',
        forEach: { claim: 'cognito:groups', startsWith: 'team-' },
        bucket: BUCKETS.teams,
        prefix: '${item}/',
        credentials: by('group'),
      },
      {
        label: 'Finance',
        when: { claim: 'cognito:groups', has: 'finance' },
        bucket: BUCKETS.finance,
        prefix: '',
        credentials: by('finance'),
        actions: ['list', 'read'],
      },
      { label: 'Public', bucket: BUCKETS.public, prefix: '', credentials: 'shared', actions: ['list', 'read'] },
    ],
  };
}
