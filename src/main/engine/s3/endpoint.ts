/** Where a bucket is: from the settings of a store to the address that a request names. */
import type { StorageSettings } from '../protocol.ts';

/** The address of one bucket. */
export interface BucketAddress {
  /** `scheme://host[:port]`. */
  readonly origin: string;
  /** What the Host header says: without the scheme's own port. */
  readonly host: string;
  /** Path of the bucket itself, percent-encoded. */
  readonly bucketPath: string;
  /** What an encoded key is put behind: ends with `/`. */
  readonly keyPath: string;
}

/** AWS has other domains for regions that are kept apart from the rest. */
const PARTITIONS: ReadonlyArray<readonly [prefix: RegExp, domain: string]> = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^(us|eu)-isof-/, 'csp.hci.ic.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
  [/^eusc-/, 'amazonaws.eu'],
];

/** What can stand before the endpoint's name. With a dot in it no certificate for `*.endpoint` would hold. */
const HOST_LABEL = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;
const IP_ADDRESS = /^(\[.*\]|\d{1,3}(\.\d{1,3}){3})$/;
const NOT_IN_PATH = /[^A-Za-z0-9\-._~/]/;
const LEFT_BY_ENCODE = /[!'()*]/g;

/** Percent-encodes as AWS signs it: all but letters, digits, `-`, `.`, `_`, `~`. Throws a URIError for a lone surrogate. */
export function encodeUri(text: string): string {
  if (!NOT_IN_PATH.test(text)) return text.includes('/') ? text.replaceAll('/', '%2F') : text;
  return encodeURIComponent(text).replace(LEFT_BY_ENCODE, hexOf);
}

/** A key as it stands in a path: encoded once, `/` kept, and nothing taken out: `a/../b`, `//` and `.` are keys. */
export function encodeKey(key: string): string {
  return NOT_IN_PATH.test(key) ? encodeUri(key).replaceAll('%2F', '/') : key;
}

const hexOf = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** The endpoint of a store, without a bucket. */
export function endpointOf({ endpoint, region, dualStack, acceleration }: StorageSettings): URL {
  if (endpoint !== undefined) return new URL(endpoint);
  const domain = PARTITIONS.find(([prefix]) => prefix.test(region))?.[1] ?? 'amazonaws.com';
  const dual = dualStack === true ? 'dualstack.' : '';
  // One name for all regions: the bucket's tells which.
  if (acceleration === true) return new URL(`https://s3-accelerate.${dual}${domain}`);
  return new URL(`https://s3.${dual}${region}.${domain}`);
}

/**
 * The address of a bucket. It stands in the host name unless `pathStyle` says otherwise, the endpoint is an IP address, or
 * its name cannot be a label of a host name.
 */
export function bucketAddress(endpoint: URL, bucket: string, pathStyle: boolean): BucketAddress {
  const base = endpoint.pathname.replace(/\/+$/, '');
  if (pathStyle || IP_ADDRESS.test(endpoint.hostname) || !isHostLabel(bucket)) {
    const bucketPath = `${base}/${encodeUri(bucket)}`;
    return { origin: endpoint.origin, host: endpoint.host, bucketPath, keyPath: `${bucketPath}/` };
  }
  const host = `${bucket}.${endpoint.host}`;
  return { origin: `${endpoint.protocol}//${host}`, host, bucketPath: base || '/', keyPath: `${base}/` };
}

/** `xn--` begins the encoding of other scripts: a name with it is judged by rules of its own, and perhaps refused. */
function isHostLabel(bucket: string): boolean {
  return HOST_LABEL.test(bucket) && !bucket.startsWith('xn--');
}
