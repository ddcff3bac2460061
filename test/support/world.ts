import { writeFile } from 'node:fs/promises';
import { type StoreChoice, storeChoice } from '../../scripts/lib/store-choice.mjs';
import { type PoolUser, startUserPool, type UserPool } from './cognito/user-pool.ts';
import { type DemoProfile, demoProfile } from './demo-profile.ts';
import { startEmulator } from './emulator/server.ts';
import { IssuedSecrets } from './issued.ts';
import { createRoles, financeRole, homeRole, sharePublicBucket, teamRole } from './permissions.ts';
import { freePort } from './ports.ts';
import { type RecordingProxy, startRecordingProxy } from './recording-proxy.ts';
import { type AccessKeys, type Rgw, startRgw } from './rgw.ts';
import { createSampleBuckets, type SeedSummary, seedSampleData } from './sample-data/seed.ts';

/** The installed app's scheme, and that of the app run from source. */
const SCHEMES = ['pail', 'pail-dev'];
/** Owns nothing: what it may do, bucket policies say. */
export const SHARED_USER = 'shared';

/** The people of the demo. Every password is `demo`. */
export const USERS = {
  ana: user('ana', '3b1f7c52-9d4e-4a86-b0c1-7e5d2f8a9c01', ['team-a', 'finance']),
  ben: user('ben', '8c2e6d19-4f7b-4c35-a9d2-1b6e3f0c7d02', ['team-b']),
  /** In no group, and with an address nobody has confirmed. */
  cleo: { ...user('cleo', 'd47a9e80-1c3b-4f62-8e5a-90b7c6d1f203', []), emailVerified: false },
} as const satisfies Record<string, PoolUser>;

/** Whose folder is where. */
export const PREFIXES = {
  /** In the bucket `homes`. */
  home: { ana: `${USERS.ana.sub}/`, ben: `${USERS.ben.sub}/`, cleo: `${USERS.cleo.sub}/` },
  /** In the bucket `teams`. No role may see the decoy, whose name starts as that of team-a does. */
  team: { a: 'team-a/', b: 'team-b/', decoy: 'team-ab/' },
} as const;

export interface WorldOptions {
  /** Size of the one large object, in bytes. Default 300 MB. */
  readonly largeBytes?: number;
  /** Objects in the one large folder. Default 1200. */
  readonly manyCount?: number;
  /** Default true; false leaves the buckets empty. */
  readonly seed?: boolean;
  /** Default: what this machine can have. */
  readonly store?: StoreChoice;
  /** Where the browser comes back to: default by a link. */
  readonly redirect?: 'link' | 'loopback';
}

/** How large the large object of the demo is: the emulator has it in memory. */
export function demoLargeBytes(): number {
  return (storeChoice() === 'ceph' ? 300 : 48) * 1024 * 1024;
}

/** A storage server, a user pool and a demo profile that belong together. */
export interface World {
  readonly store: StoreChoice;
  /** The store; where it is the emulator, there are no roles and everybody has the administrator's keys. */
  readonly rgw: Rgw;
  readonly pool: UserPool;
  /** Stands before RGW as its STS, so that the keys it hands out are recorded. */
  readonly stsProxy: RecordingProxy;
  /** All that must not show anywhere: client secret, codes, tokens, STS keys and the shared keys. */
  readonly issued: IssuedSecrets;
  readonly profile: DemoProfile;
  readonly shared: AccessKeys;
  readonly users: typeof USERS;
  readonly prefixes: typeof PREFIXES;
  /** `http://127.0.0.1:PORT/callback`, registered with the pool beside `pail://` and `pail-dev://auth/callback`. */
  readonly loopbackRedirectUri: string;
  /** Undefined without sample data. */
  readonly seed: SeedSummary | undefined;
  /** Writes the profile as a file only its owner may read. */
  writeProfile(path: string): Promise<void>;
  /** Ends all servers and removes their data. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts RGW, a user pool, roles and sample data, and writes the profile for them.
 * Throws what the first part that fails throws, after ending the others.
 */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const parts = new Parts();
  const store = options.store ?? storeChoice();
  try {
    const issued = new IssuedSecrets();
    const loopbackRedirectUri = `http://127.0.0.1:${await freePort()}/callback`;
    const [rgw, pool] = await Promise.all([
      parts.add(store === 'ceph' ? startRgw() : startEmulator()),
      parts.add(
        startUserPool({
          users: Object.values(USERS),
          redirectUris: [...SCHEMES.map((scheme) => `${scheme}://auth/callback`), loopbackRedirectUri],
          logoutUris: SCHEMES.map((scheme) => `${scheme}://auth/logout`),
          x5c: true,
          issued,
        }),
      ),
    ]);
    const s3 = rgw.adminS3();
    const [stsProxy, shared] = await Promise.all([
      parts.add(startRecordingProxy({ target: rgw.endpoint, issued })),
      store === 'ceph' ? rgw.createUser(SHARED_USER) : rgw.admin,
      createSampleBuckets(s3),
    ]);
    issued.add('shared access key id', shared.accessKeyId);
    issued.add('shared secret access key', shared.secretAccessKey);
    const owners = { ana: USERS.ana.sub, ben: USERS.ben.sub, cleo: USERS.cleo.sub };
    const allow = async (): Promise<void> => {
      const roles = [...Object.values(owners).map(homeRole), ...['team-a', 'team-b'].map(teamRole), financeRole()];
      await Promise.all([createRoles(rgw, pool, roles), sharePublicBucket(s3, SHARED_USER)]);
    };
    const [seed] = await Promise.all([
      options.seed === false ? undefined : seedSampleData({ s3, owners, ...options }),
      store === 'ceph' ? allow() : undefined,
    ]);
    s3.destroy();
    const { issuer, clientId, clientSecret } = pool;
    const stsEndpoint = stsProxy.endpoint;
    const servers = { issuer, clientId, clientSecret, s3Endpoint: rgw.endpoint, stsEndpoint, shared };
    const profile = demoProfile(servers, {
      roles: store === 'ceph',
      ...(options.redirect === 'loopback' && { redirectUri: loopbackRedirectUri }),
    });
    return {
      store,
      rgw,
      pool,
      stsProxy,
      issued,
      profile,
      shared,
      users: USERS,
      prefixes: PREFIXES,
      loopbackRedirectUri,
      seed,
      writeProfile: (path) => writeFile(path, `${JSON.stringify(profile, null, 2)}\n`, { mode: 0o600 }),
      stop: () => parts.stop(),
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

/** What has been started, or is being started, and must be stopped. */
class Parts {
  readonly #starting: Promise<{ stop(): Promise<void> }>[] = [];

  add<Part extends { stop(): Promise<void> }>(starting: Promise<Part>): Promise<Part> {
    this.#starting.push(starting);
    return starting;
  }

  async stop(): Promise<void> {
    const settled = await Promise.allSettled(this.#starting.splice(0));
    await Promise.all(settled.map((part) => (part.status === 'fulfilled' ? part.value.stop() : undefined)));
  }
}

/** The ARN of a role at the store. */
function roleArn(role: string): string {
  return `arn:aws:iam:::role/${role}`;
}

function user<Name extends string>(username: Name, sub: string, groups: readonly string[]) {
  const email = `${username}@acme.example`;
  return { username, password: 'demo', sub, email, emailVerified: true, groups, roles: groups.map(roleArn) };
}
