import { z } from 'zod';
import { condition } from './conditions.ts';
import { endpoint, identifier, region, templated } from './fields.ts';
import { secretValue } from './secrets.ts';
import { storageChanges } from './storage.ts';

const webIdentity = z.strictObject({
  id: identifier,
  kind: z.literal('webIdentity'),
  when: condition.optional(),
  /** Left out: none is sent, and the store decides by claims what the person may do (MinIO). */
  roleArn: templated.optional(),
  /** Left out: the storage endpoint if there is one, else AWS. */
  stsEndpoint: endpoint.optional(),
  /** Seconds, within what the role allows. */
  durationSeconds: z.int().min(900).max(43_200).default(3600),
  storage: storageChanges.optional(),
  /** `location`: keys are good for one location and its actions only, whatever else the role allows. */
  sessionPolicy: z.literal('location', { error: '"location", or nothing' }).optional(),
});

const identityPool = z.strictObject({
  id: identifier,
  kind: z.literal('identityPool'),
  when: condition.optional(),
  identityPoolId: z
    .string()
    .max(55)
    .regex(/^[a-z0-9-]+:[0-9a-f-]+$/, {
      error: 'an identity pool id such as eu-west-1:01234567-89ab-cdef-0123-456789abcdef',
    }),
  /** Left out: the one that the pool's id begins with. */
  region: region.optional(),
  /** Left out: the pool chooses. */
  roleArn: templated.optional(),
  /** Left out: AWS. */
  endpoint: endpoint.optional(),
  storage: storageChanges.optional(),
});

const staticKeys = z.strictObject({
  id: identifier,
  kind: z.literal('static'),
  when: condition.optional(),
  accessKeyId: z.string().min(1).max(256),
  secretAccessKey: secretValue.optional(),
  storage: storageChanges.optional(),
  /** Of temporary keys, which end at a time that the profile does not tell. */
  sessionToken: secretValue.optional(),
});

export const credentialSource = z.discriminatedUnion('kind', [identityPool, webIdentity, staticKeys]);

export type CredentialSource = z.infer<typeof credentialSource>;
