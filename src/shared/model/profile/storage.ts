import { z } from 'zod';
import { MAX_REQUESTS_AT_ONCE } from '../settings.ts';
import { certificates } from './certificates.ts';
import { endpoint, region } from './fields.ts';
import { quirks } from './quirks.ts';
import { secretOf } from './secrets.ts';

/** Canned ACLs of S3: who besides the owner may do what with a new object. */
export const CANNED_ACLS = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
] as const;

/** A key of AES-256 in base64: 32 bytes are 44 characters. */
const CUSTOMER_KEY = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/** By what the store encrypts objects: keys of its own, a key service, or a key that each request brings along (SSE-C). */
const encryption = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('s3') }),
  z.strictObject({
    kind: z.literal('kms'),
    /** Id or ARN; left out: the key that AWS keeps for S3. */
    keyId: z
      .string()
      .regex(/^[\w:/+=,.@-]{1,2048}$/, { error: 'the id or the ARN of a key' })
      .optional(),
  }),
  z.strictObject({ kind: z.literal('customer') }),
]);

/** Seconds. */
const timeouts = z.strictObject({
  /** Until there is a connection. */
  connect: z.int().min(1).max(300).optional(),
  /** Of silence on the wire, in either direction. */
  idle: z.int().min(5).max(3600).optional(),
});

/** What concerns one store alone: to another one nothing of it applies. */
const ofStore = {
  /** Left out: as the store is known to want it. */
  pathStyle: z.boolean().optional(),
  /** AWS only: addresses that also have IPv6. */
  dualStack: z.boolean().optional(),
  /** AWS only: S3 Transfer Acceleration, which the bucket must have on. */
  acceleration: z.boolean().optional(),
  /** That the store's own may lead to, besides those that the computer trusts. */
  certificateAuthorities: certificates.optional(),
  /** Most requests at a time; the person's own setting counts where it is lower. */
  requestsAtOnce: z.int().min(1).max(MAX_REQUESTS_AT_ONCE).optional(),
  timeouts: timeouts.optional(),
  quirks: quirks.optional(),
};

const ofObjects = {
  /** Whoever asks pays for it, where the bucket says so. */
  requesterPays: z.boolean().optional(),
  /** Of new objects; with the customer's key of those that are read, too. Left out: as the bucket does. */
  encryption: encryption.optional(),
  /** Of new objects, as the store calls it. Left out: as the store does. */
  storageClass: z
    .string()
    .regex(/^[\w.-]{1,64}$/, { error: 'a storage class such as STANDARD_IA' })
    .optional(),
  /** Of new objects. Left out: none is sent, which most buckets want. */
  acl: z.enum(CANNED_ACLS).optional(),
};

export const storage = z
  .strictObject({
    region,
    /** Left out: AWS. */
    endpoint: endpoint.optional(),
    ...ofStore,
    ...ofObjects,
    /** The one key of `encryption` by the customer. A secret: the form that Pail keeps has none. */
    encryptionKey: secretOf(z.string().regex(CUSTOMER_KEY), '32 bytes in base64').optional(),
  })
  .refine((value) => value.endpoint === undefined || value.dualStack === undefined, {
    error: 'dualStack without an endpoint: it chooses between the addresses of AWS',
    path: ['dualStack'],
  })
  .refine((value) => !value.acceleration || (value.endpoint === undefined && value.pathStyle !== true), {
    error: 'acceleration without an endpoint and without pathStyle: it has addresses of its own at AWS',
    path: ['acceleration'],
  });

/** What a credential source or a location has otherwise than the profile's `storage`. */
export const storageChanges = z.strictObject({
  region: region.optional(),
  /** `null`: AWS, where the profile's storage is elsewhere. */
  endpoint: endpoint.nullable().optional(),
  ...ofStore,
  ...ofObjects,
});

export type Storage = z.infer<typeof storage>;
export type StorageChanges = z.infer<typeof storageChanges>;
export type CannedAcl = (typeof CANNED_ACLS)[number];

/**
 * A profile's storage with changes, the later of which count. A change of the endpoint means another store: what the profile says
 * of its own does not hold there.
 */
export function changedStorage(base: Storage, ...changes: readonly (StorageChanges | undefined)[]): Storage {
  let result = base;
  for (const change of changes) if (change) result = changed(result, change);
  return result;
}

function changed(base: Storage, { endpoint: other, region: otherRegion, ...rest }: StorageChanges): Storage {
  const region = otherRegion ?? base.region;
  if (other === undefined) return { ...base, ...rest, region };
  const { endpoint: _, ...withoutEndpoint } = base;
  const apart = Object.entries(withoutEndpoint).filter(([name]) => !Object.hasOwn(ofStore, name));
  const kept: Partial<Storage> = Object.fromEntries(apart);
  return { ...kept, ...rest, region, ...(other !== null && { endpoint: other }) };
}
