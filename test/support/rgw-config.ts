import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/**
 * A keyring with fresh keys for every process of the cluster, all of them allowed everything.
 *
 * Ceph can run without keys, but then a store that starts at once now and then sends its first command before it knows
 * the cluster's id, and dies of the answer.
 */
export function clusterKeyring(): string {
  const caps = ['mon', 'osd', 'mgr'].map((daemon) => `caps ${daemon} = "allow *"`).join('\n');
  const names = ['mon.', 'client.admin', 'osd.0', 'client.rgw.a'];
  return names.map((name) => `[${name}]\nkey = ${cephKey()}\n${caps}\n`).join('');
}

function cephKey(): string {
  const key = Buffer.alloc(28);
  key.writeUInt16LE(1, 0); // AES
  key.writeUInt32LE(Math.floor(Date.now() / 1000), 2);
  key.writeUInt16LE(16, 10);
  randomBytes(16).copy(key, 12);
  return key.toString('base64');
}

/** Where a store has its objects: in memory, or in a file for what is more than memory should hold. */
export type StoreKind = 'memory' | 'disk';

const STORES: Readonly<Record<StoreKind, string>> = {
  memory: 'osd objectstore = memstore\nmemstore device bytes = 12884901888',
  // The file has holes: it takes as much of the disk as there is in it.
  disk: 'osd objectstore = bluestore\nbluestore block size = 32212254720\nosd memory target = 939524096',
};

/**
 * The configuration of a cluster of one monitor, one store and one gateway with STS, tuned to start fast.
 * Ports are on 127.0.0.1. The key that encrypts session tokens is fresh in every call.
 */
export function clusterConfiguration(options: {
  dataDir: string;
  fsid: string;
  monitorPort: number;
  gatewayPort: number;
  store: StoreKind;
}): string {
  const { dataDir, fsid, monitorPort, gatewayPort } = options;
  return `[global]
fsid = ${fsid}
mon host = v1:127.0.0.1:${monitorPort}
mon initial members = a
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind msgr2 = false
auth cluster required = cephx
auth service required = cephx
auth client required = cephx
auth allow insecure global id reclaim = true
keyring = ${join(dataDir, 'keyring')}
run dir = ${dataDir}
mon data = ${join(dataDir, 'mon')}
osd data = ${join(dataDir, 'osd')}
admin socket =
pid file =
# One store, one copy of everything, no placement worth computing.
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 8
osd pool default pgp num = 8
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 1000
# A nearly full disk is no reason to end: all that matters is in memory.
mon data avail warn = 0
mon data avail crit = 0
osd crush chooseleaf type = 0
osd op num threads per shard = 2
osd class load list = *
osd class default list = *
${STORES[options.store]}
# The gateway makes ten pools when it first starts, each a round of Paxos: with the defaults that is eleven seconds.
paxos propose interval = 0.02
paxos min wait = 0.005
mon tick interval = 1
# The gateway starts beside the store; a request that it makes too early is sent again at the next tick (default 5 s).
objecter tick interval = 0.1
debug mon = 0/0
debug osd = 0/0
debug ms = 0/0
debug rocksdb = 0/0
[client.rgw.a]
# Without tcp_nodelay, refusals, listings and writes each wait 40 ms for the client's delayed acknowledgement.
rgw frontends = beast endpoint=127.0.0.1:${gatewayPort} tcp_nodelay=1
rgw dns name = localhost
rgw s3 auth use sts = true
rgw sts key = ${randomBytes(8).toString('hex')}
rgw thread pool size = 64
# Tests speak plain http, over which S3 takes no keys of customers.
rgw crypt require ssl = false
rgw dynamic resharding = false
rgw enable usage log = false
rgw enable ops log = false
debug rgw = 0/0
# Memory of deleted parts comes back soon; when the store is full, writes hang.
rgw gc obj min wait = 0
rgw gc processor period = 5
rgw gc processor max time = 60
`;
}
