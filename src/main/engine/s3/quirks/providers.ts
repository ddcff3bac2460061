/**
 * The table of stores that Pail knows: how each is recognised, and in what it differs from the careful default (careful.ts).
 * Data only. A fact stands here because something public says it, named beside it; what nobody says stays at the default.
 * "rclone X.yaml" is the file X.yaml in backend/s3/provider of rclone, whose integration tests run against the real stores.
 */
import type { QuirkOverrides } from '../../../../shared/model/quirks.ts';

const MEBIBYTE = 1_048_576;

/** What gives a store away in its answer to an unsigned `GET /`. */
export type Sign =
  /** The value of a header, whose name is in lower case. */
  | { readonly header: string; readonly value: RegExp }
  /** Something in the first 4 KiB of the body. */
  | { readonly body: RegExp };

/** A row of the table. */
export interface Provider {
  /** As the provider writes it. */
  readonly name: string;
  /** Host names: a text stands for itself and everything below it. */
  readonly hosts: ReadonlyArray<string | RegExp>;
  /** Any one of them suffices. Empty: the host name alone tells. */
  readonly signs: readonly Sign[];
  /** Where it differs from the careful default. That conditions are tolerated goes without saying where one is honoured. */
  readonly quirks: QuirkOverrides;
}

/** The rows, in no order: no two recognise the same store. */
export const PROVIDERS: readonly Provider[] = [
  {
    name: 'AWS',
    // AWS General Reference, "Amazon S3 endpoints and quotas", and the guide to PrivateLink for S3. Names of load balancers
    // and machines end with amazonaws.com as well, and another store may be behind them. No sign: others imitate its answers.
    hosts: [
      /^(.+\.)?s3(-fips|-accelerate|-external-1|-[a-z]{2,5}(-[a-z]+)+-\d+)?(\.dualstack)?(\.[a-z]{2,5}(-[a-z]+)+-\d+)?(\.vpce)?\.amazonaws\.(com|com\.cn|eu)$/,
      /^(.+\.)?s3(-fips)?(\.dualstack)?\.[a-z]{2,5}(-[a-z]+)+-\d+\.(c2s\.ic\.gov|sc2s\.sgov\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)$/,
    ],
    signs: [],
    quirks: {
      // S3 User Guide, "Virtual hosting of buckets": path-style addresses are to be discontinued.
      pathStyle: false,
      // S3 User Guide, "How to prevent object overwrites with conditional writes".
      conditionalPut: true,
      conditionalComplete: true,
      conditionalCopy: true,
      // S3 User Guide, "Checking object integrity": how the ETag of a multipart upload is made.
      partsEtagIsMd5: true,
    },
  },
  {
    name: 'Ceph',
    hosts: [],
    signs: [
      // ceph/ceph pull requests 50483 and 50510: from Reef on.
      { header: 'server', value: /^Ceph Object Gateway\b/ },
      // Before: tx, 21 hexadecimal digits, the time, the instance, the zone. Swift, which Scaleway resembles, ends at the time.
      { header: 'x-amz-request-id', value: /^tx[0-9a-f]{21}-[0-9a-f]{10}-[0-9a-f]+-\S+$/ },
    ],
    quirks: {
      // Ceph's own since long before AWS (tracker.ceph.com feature 8562); measured on 16.2. When an upload in parts is
      // completed 16.2 ignores the condition and overwrites (docs/adr/004-prefix-roles.md).
      conditionalPut: true,
      // Measured on 16.2: it refuses UploadPartCopy to every role and to whom a policy of the bucket allows all, and copies in one
      // request what is too large for one of its puts (docs/adr/004-prefix-roles.md).
      partCopy: false,
      // Measured on 16.2. rclone Ceph.yaml does not say otherwise.
      partsEtagIsMd5: true,
      // rclone Ceph.yaml asks for version 1 of listings, unencoded. Measured on 16.2: version 2 pages reliably, and what it
      // says is encoded is.
    },
  },
  {
    name: 'MinIO',
    hosts: [],
    signs: [
      { header: 'server', value: /^MinIO\b/i },
      // cmd/api-headers.go of minio/minio sets them.
      { header: 'x-minio-deployment-id', value: /./ },
      { header: 'x-minio-error-code', value: /./ },
    ],
    quirks: {
      // minio/minio issue 20346, minio/minio-go pull request 1772: whether conditional writes are honoured depends on the
      // release, and nothing in an answer tells the release.
      toleratesConditions: true,
      // rclone Minio.yaml does not say otherwise.
      partsEtagIsMd5: true,
    },
  },
  {
    name: 'Cloudflare R2',
    // Cloudflare docs, "S3 API compatibility" and "Jurisdictional restrictions". `Server: cloudflare` says nothing of R2.
    hosts: ['r2.cloudflarestorage.com'],
    signs: [],
    quirks: {
      // Cloudflare docs, R2, "Conditional operations": on both. rclone Cloudflare.yaml: ETags of multipart uploads are random.
      conditionalPut: true,
      conditionalComplete: true,
    },
  },
  {
    name: 'Backblaze B2',
    // Backblaze docs, "Call the S3-Compatible API". `Server: nginx` says nothing of B2.
    hosts: ['backblazeb2.com'],
    signs: [],
    // sathinduga/obsidian-s3-sync-and-backup issue 78 and pull request 84: 501 for a write with If-None-Match. iterate-ch/cyberduck
    // issue 16107, home-assistant/core issue 143995: it refuses the headers of newer checksums. Both are what the careful
    // default expects.
    quirks: {},
  },
  {
    name: 'Wasabi',
    // rclone Wasabi.yaml; Wasabi docs, "Service URLs for Wasabi's storage regions".
    hosts: ['wasabisys.com'],
    signs: [{ header: 'server', value: /^WasabiS3\// }],
    quirks: {
      // rclone Wasabi.yaml does not say otherwise.
      partsEtagIsMd5: true,
    },
  },
  {
    name: 'Google Cloud Storage',
    // Google Cloud docs, "Cloud Storage request endpoints" and "HTTP headers and query string parameters for XML API".
    hosts: ['storage.googleapis.com', /^(.+\.)?storage\.[a-z0-9-]+\.rep\.googleapis\.com$/],
    signs: [{ header: 'x-guploader-uploadid', value: /./ }],
    // aws/aws-sdk-java-v2 pull request 6055: it ignores If-None-Match on writes; treeverse/lakeFS issue 9042: ETags of
    // multipart uploads are no MD5s. Both are what the careful default expects.
    quirks: {
      // rclone GCS.yaml: it has no copies of parts, and copies in one request whatever the size.
      partCopy: false,
    },
  },
  {
    name: 'DigitalOcean Spaces',
    // rclone DigitalOcean.yaml; DigitalOcean docs, "Spaces API reference".
    hosts: ['digitaloceanspaces.com'],
    signs: [],
    quirks: {
      // rclone DigitalOcean.yaml. Ceph of before 2020 says that prefixes are encoded and sends them plain (ceph/ceph pull
      // request 30970): decoding would then make another name of them.
      encodedLists: false,
      // rclone DigitalOcean.yaml does not say otherwise.
      partsEtagIsMd5: true,
    },
  },
  {
    name: 'Scaleway',
    // rclone Scaleway.yaml. Machines have names below scw.cloud as well.
    hosts: [/^(.+\.)?s3\.[a-z]{2}-[a-z]{3}\.scw\.cloud$/],
    signs: [],
    quirks: {
      // rclone Scaleway.yaml; Scaleway docs, "Managing multipart uploads".
      maxParts: 1000,
      // Scaleway docs, "Using conditional writes": on writing and on copying.
      conditionalPut: true,
      conditionalComplete: true,
      conditionalCopy: true,
      // rclone Scaleway.yaml does not say otherwise.
      partsEtagIsMd5: true,
    },
  },
  {
    name: 'Storj',
    // Storj docs, "Hosted gateway": global and regional names. link.storjshare.io serves shared files, not S3.
    hosts: [/^(.+\.)?gateway(\.[a-z0-9-]+)?\.storjshare\.io$/],
    signs: [],
    quirks: {
      // rclone Storj.yaml: each part costs at least one segment, and a segment holds 64 MiB.
      minPartBytes: 64 * MEBIBYTE,
      // rclone Storj.yaml: it has no copies of parts, and copies in one request whatever the size.
      partCopy: false,
      // rclone Storj.yaml does not say otherwise.
      partsEtagIsMd5: true,
    },
  },
  {
    name: 'Garage',
    hosts: [],
    // Garage source, src/api/common/signature: what every unsigned request is told.
    signs: [{ body: /Garage does not support anonymous access/ }],
    // Garage docs, "S3 compatibility status": version 1 of listings may have bugs, DeleteObjects is there. Conditional writes
    // and the ETags of multipart uploads are not promised. All of it is what the careful default expects.
    quirks: {},
  },
  {
    name: 'SeaweedFS',
    hosts: [],
    // As quoted in seaweedfs/seaweedfs issue 7153.
    signs: [{ header: 'server', value: /^SeaweedFS\b/ }],
    quirks: {
      // rclone SeaweedFS.yaml; seaweedfs/seaweedfs issues 3166 and 8287: tokens of version 2 that skip entries.
      listVersion: 1,
      // rclone SeaweedFS.yaml; seaweedfs/seaweedfs pull request 4397: it says that keys are encoded and leaves a plus plain.
      encodedLists: false,
      // seaweedfs/seaweedfs issue 7153 and pull request 7154: conditional writes from 3.97 on; before, they are ignored.
      toleratesConditions: true,
    },
  },
];
