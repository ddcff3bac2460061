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

/** The profile that shows a person's home, their teams, finance to its group, and the public bucket. */
export function demoProfile(servers: DemoServers) {
  const { issuer, clientId, clientSecret, s3Endpoint, stsEndpoint, shared } = servers;
  const webIdentity = (id: string, role: string) => ({
    id,
    kind: 'webIdentity' as const,
    roleArn: `arn:aws:iam:::role/${role}`,
    stsEndpoint,
  });
  return {
    version: 1,
    name: 'Acme demo',
    publisher: 'Acme IT',
    signIn: {
      issuer,
      clientId,
      clientSecret,
      scopes: 'openid email',
      redirectUri: 'pail://auth/callback',
      logoutUri: 'pail://auth/logout',
    },
    storage: { region: 'us-east-1', endpoint: s3Endpoint, pathStyle: true },
    credentials: [
      webIdentity('home', 'home-${claim:sub}'),
      webIdentity('group', '${item}'),
      webIdentity('finance', 'finance'),
      {
        id: 'shared',
        kind: 'static' as const,
        accessKeyId: shared.accessKeyId,
        secretAccessKey: shared.secretAccessKey,
      },
    ],
    locations: [
      { label: 'My files', bucket: BUCKETS.homes, prefix: '${claim:sub}/', credentials: 'home' },
      {
        label: '${item}',
        forEach: { claim: 'cognito:groups', startsWith: 'team-' },
        bucket: BUCKETS.teams,
        prefix: '${item}/',
        credentials: 'group',
      },
      {
        label: 'Finance',
        when: { claim: 'cognito:groups', has: 'finance' },
        bucket: BUCKETS.finance,
        prefix: '',
        credentials: 'finance',
        actions: ['list', 'read'],
      },
      { label: 'Public', bucket: BUCKETS.public, prefix: '', credentials: 'shared', actions: ['list', 'read'] },
    ],
  };
}
