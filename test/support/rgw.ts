import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { S3Client } from '@aws-sdk/client-s3';
import { Daemons, onPath } from './daemons.ts';
import { storeClient } from './plain-clients.ts';
import { freePort } from './ports.ts';
import { clusterConfiguration, clusterKeyring, type StoreKind } from './rgw-config.ts';

const START_LIMIT_MS = 60_000;
const TOOL_LIMIT_MS = 30_000;
const REGION = 'us-east-1';

/** Where each program comes from on Debian; named to the person when one is missing. */
const DEBIAN_PACKAGES: Readonly<Record<string, string>> = {
  ceph: 'ceph-common',
  'radosgw-admin': 'ceph-common',
  monmaptool: 'ceph-base',
  'ceph-mon': 'ceph-mon',
  'ceph-osd': 'ceph-osd',
  radosgw: 'radosgw',
};

/** A long-lived S3 key pair. */
export interface AccessKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A running Ceph object gateway: S3, STS and IAM on one loopback endpoint, all data in memory. */
export interface Rgw {
  /** `http://127.0.0.1:PORT`, for S3 (path style), STS and IAM alike. */
  readonly endpoint: string;
  readonly region: 'us-east-1';
  /** May do everything in S3, and manage roles and OpenID providers through IAM. */
  readonly admin: AccessKeys;
  /** A new client with the admin keys; the caller destroys it. */
  adminS3(): S3Client;
  /**
   * Makes a user that owns no bucket and may create none: it can do what bucket policies grant to
   * `arn:aws:iam:::user/<uid>`, nothing else.
   */
  createUser(uid: string): Promise<AccessKeys>;
  /** The process ids of monitor, object store and gateway, while they run. */
  pids(): number[];
  /** Ends the processes and removes the data directory. Safe to call twice. */
  stop(): Promise<void>;
}

const run = promisify(execFile);

type Tool = (program: string, ...args: string[]) => Promise<unknown>;

/**
 * Starts Ceph's monitor, one object store (in memory where `store` does not say `disk`) and the S3 gateway on free loopback ports, with random keys.
 *
 * They are children of this process and do not outlive it. Resolves when the gateway answers; takes about a second.
 * `dataDir` must not hold anything else: it is removed at the end.
 * Throws an Error that names the Debian packages when a program is missing, and one with the end of the logs when the
 * gateway does not answer within 60 seconds.
 */
export async function startRgw(options: { dataDir?: string; store?: StoreKind } = {}): Promise<Rgw> {
  requirePrograms();
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'pail-rgw-')));
  await mkdir(dataDir, { recursive: true });
  // Ceph takes arguments from this variable; those for a developer's own cluster must not leak in.
  const env = { ...process.env, CEPH_ARGS: '' };
  const daemons = new Daemons(dataDir, env);
  const tool: Tool = (program, ...args) => run(program, args, { env, timeout: TOOL_LIMIT_MS });
  try {
    const endpoint = await startCluster(daemons, tool, options.store ?? 'memory');
    return await gateway(endpoint, daemons, tool);
  } catch (error) {
    const tail = await daemons.logTail();
    await daemons.stop();
    const late =
      error instanceof Error && error.name === 'AbortError' ? `no answer in ${START_LIMIT_MS / 1000} s: ` : '';
    throw new Error(`RGW did not start: ${late}${(error as Error).message}\n${tail}`, { cause: error });
  }
}

async function startCluster(daemons: Daemons, tool: Tool, store: StoreKind): Promise<string> {
  const { dataDir } = daemons;
  const [monitorPort, gatewayPort] = [await freePort(), await freePort()];
  const [fsid, osdUuid] = [randomUUID(), randomUUID()];
  const conf = confFile(dataDir);
  const keyring = join(dataDir, 'keyring');
  const monmap = join(dataDir, 'monmap');
  const foreground = (program: string) => ['-c', conf, '-f', '--log-file', daemons.logFile(program)];

  await Promise.all(['mon', 'osd'].map((name) => mkdir(join(dataDir, name))));
  await writeFile(conf, clusterConfiguration({ dataDir, fsid, monitorPort, gatewayPort, store }), { mode: 0o600 });
  await writeFile(keyring, clusterKeyring(), { mode: 0o600 });
  await tool('monmaptool', '--create', '--addv', 'a', `[v1:127.0.0.1:${monitorPort}]`, '--fsid', fsid, monmap);
  await tool('ceph-mon', '--mkfs', '-i', 'a', '--monmap', monmap, '--keyring', keyring, '-c', conf);
  daemons.start('ceph-mon', '-i', 'a', ...foreground('ceph-mon'));
  await tool('ceph', '-c', conf, 'osd', 'new', osdUuid);
  await tool('ceph-osd', '-i', '0', '--mkfs', '--osd-uuid', osdUuid, '-c', conf);
  daemons.start('ceph-osd', '-i', '0', ...foreground('ceph-osd'));
  daemons.start('radosgw', '-n', 'client.rgw.a', ...foreground('radosgw'));

  const endpoint = `http://127.0.0.1:${gatewayPort}`;
  await daemons.answering(endpoint, AbortSignal.timeout(START_LIMIT_MS));
  return endpoint;
}

async function gateway(endpoint: string, daemons: Daemons, tool: Tool): Promise<Rgw> {
  const createUser = async (uid: string, ...args: string[]): Promise<AccessKeys> => {
    const accessKeyId = `PAIL${randomBytes(8).toString('hex').toUpperCase()}`;
    const secretAccessKey = randomBytes(30).toString('base64');
    const keys = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
    const who = [`--uid=${uid}`, `--display-name=${uid}`];
    await tool('radosgw-admin', '-c', confFile(daemons.dataDir), 'user', 'create', ...who, ...keys, ...args);
    return { accessKeyId, secretAccessKey };
  };
  // --admin: objects that a role puts belong to the role's user, and the bucket's owner alone could not read them back.
  const admin = await createUser('admin', '--admin', '--caps=oidc-provider=*;roles=*');
  return {
    endpoint,
    region: REGION,
    admin,
    adminS3: () => storeClient(endpoint, REGION, admin),
    createUser: (uid) => createUser(uid, '--max-buckets=-1'),
    pids: () => daemons.pids(),
    stop: () => daemons.stop(),
  };
}

function confFile(dataDir: string): string {
  return join(dataDir, 'ceph.conf');
}

function requirePrograms(): void {
  const missing = Object.entries(DEBIAN_PACKAGES).filter(([program]) => !onPath(program));
  if (missing.length > 0) {
    const programs = missing.map(([program]) => program).join(', ');
    const packages = [...new Set(missing.map(([, name]) => name))].join(' ');
    throw new Error(
      `RGW cannot start: ${programs} not found. On Debian: apt-get install --no-install-recommends ${packages}`,
    );
  }
}
