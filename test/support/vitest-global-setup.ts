import type { TestProject } from 'vitest/node';
import type { DemoProfile } from './demo-profile.ts';
import type { AccessKeys, Rgw } from './rgw.ts';
import type { SeedSummary } from './sample-data/seed.ts';
import { type PREFIXES, startWorld, type USERS, type World } from './world.ts';

/** What tests of the integration project get by `inject('world')`: the addresses and keys of the one running world. */
export interface ProvidedWorld {
  readonly store: World['store'];
  readonly rgw: Pick<Rgw, 'endpoint' | 'region' | 'admin'>;
  readonly stsEndpoint: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly loopbackRedirectUri: string;
  readonly shared: AccessKeys;
  readonly profile: DemoProfile;
  readonly users: typeof USERS;
  readonly prefixes: typeof PREFIXES;
  readonly seed: SeedSummary;
}

declare module 'vitest' {
  interface ProvidedContext {
    world: ProvidedWorld;
  }
}

let world: World | undefined;

/** Starts the world once for all files, with little data: 8 MiB in one object, 1100 objects in one folder. */
export async function setup(project: TestProject): Promise<void> {
  // In the test processes too, which inherit it: that Node 20 will be too old one day is not a result of a test.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';
  world = await startWorld({ largeBytes: 8 * 1024 * 1024, manyCount: 1100 });
  const { rgw, pool, stsProxy, seed } = world;
  if (!seed) {
    throw new Error('the world has no sample data');
  }
  project.provide('world', {
    store: world.store,
    rgw: { endpoint: rgw.endpoint, region: rgw.region, admin: rgw.admin },
    stsEndpoint: stsProxy.endpoint,
    issuer: pool.issuer,
    clientId: pool.clientId,
    clientSecret: pool.clientSecret,
    loopbackRedirectUri: world.loopbackRedirectUri,
    shared: world.shared,
    profile: world.profile,
    users: world.users,
    prefixes: world.prefixes,
    seed,
  });
}

/** Ends the world. */
export async function teardown(): Promise<void> {
  await world?.stop();
}
