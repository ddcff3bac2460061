import type { Quirks } from '../../../src/shared/model/quirks.ts';
import type { StoreRules } from './rules.ts';

/** A store as it is known to behave: where it is, and its rules. The sources of the rules stand in the table of quirks. */
export interface KnownStore {
  readonly endpoint: string;
  readonly rules: Partial<StoreRules>;
  /** In what it differs from what is careful: what its row of the table must say. */
  readonly needs: ReadonlyArray<keyof Quirks>;
}

const OWN_SERVER = 'https://s3.example.org:9000';
const answering = (headers: Record<string, string>, body = '<Error><Code>AccessDenied</Code></Error>') => ({
  root: { status: 403, headers, body },
});

/** One strict store for each row of the table of quirks, by the name of the row. */
export const KNOWN_STORES: Readonly<Record<string, KnownStore>> = {
  AWS: {
    needs: ['pathStyle', 'conditionalPut', 'conditionalComplete', 'conditionalCopy', 'partsEtagIsMd5'],
    endpoint: 'https://s3.eu-west-1.amazonaws.com',
    rules: { hostStyleOnly: true },
  },
  Ceph: {
    needs: ['conditionalPut', 'partCopy', 'partsEtagIsMd5'],
    endpoint: OWN_SERVER,
    rules: {
      root: {
        status: 200,
        headers: { 'x-amz-request-id': 'tx000000000000000000001-0065a1b2c3-1039-default' },
        body: '<ListAllMyBucketsResult></ListAllMyBucketsResult>',
      },
      completeCondition: 'ignored',
      copyCondition: 'ignored',
      partCopy: 'denied',
    },
  },
  // A release from before conditional writes has `putCondition: 'ignored'`; the proof needs one that has them.
  MinIO: {
    needs: ['toleratesConditions', 'partsEtagIsMd5'],
    endpoint: OWN_SERVER,
    rules: { ...answering({ server: 'MinIO' }), batchDelete: 'md5' },
  },
  'Cloudflare R2': {
    needs: ['conditionalPut', 'conditionalComplete'],
    endpoint: 'https://0123456789abcdef.r2.cloudflarestorage.com',
    rules: { refusesNewChecksums: true, partsEtagIsMd5: false },
  },
  'Backblaze B2': {
    needs: [],
    endpoint: 'https://s3.eu-central-003.backblazeb2.com',
    rules: { refusesNewChecksums: true, putCondition: 'refused', completeCondition: 'refused' },
  },
  Wasabi: { needs: ['partsEtagIsMd5'], endpoint: 'https://s3.eu-central-1.wasabisys.com', rules: {} },
  'Google Cloud Storage': {
    needs: ['partCopy'],
    endpoint: 'https://storage.googleapis.com',
    rules: { putCondition: 'ignored', completeCondition: 'ignored', partCopy: 'absent', partsEtagIsMd5: false },
  },
  'DigitalOcean Spaces': {
    needs: ['encodedLists', 'partsEtagIsMd5'],
    endpoint: 'https://fra1.digitaloceanspaces.com',
    rules: { encoding: 'prefixes' },
  },
  Scaleway: {
    needs: ['maxParts', 'conditionalPut', 'conditionalComplete', 'conditionalCopy', 'partsEtagIsMd5'],
    endpoint: 'https://s3.nl-ams.scw.cloud',
    rules: { maxParts: 1000 },
  },
  Storj: {
    needs: ['minPartBytes', 'partCopy', 'partsEtagIsMd5'],
    endpoint: 'https://gateway.storjshare.io',
    rules: { bytesPerSegment: 67_108_864, partCopy: 'absent' },
  },
  Garage: {
    needs: [],
    endpoint: OWN_SERVER,
    rules: {
      ...answering({}, '<Error><Message>Forbidden: Garage does not support anonymous access yet</Message></Error>'),
      putCondition: 'ignored',
      completeCondition: 'ignored',
      partsEtagIsMd5: false,
    },
  },
  SeaweedFS: {
    needs: ['listVersion', 'encodedLists', 'toleratesConditions'],
    endpoint: OWN_SERVER,
    rules: {
      ...answering({ server: 'SeaweedFS 30GB 3.97' }),
      wrongTokens: true,
      encoding: 'plus',
      partsEtagIsMd5: false,
    },
  },
};
