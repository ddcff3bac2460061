import { z } from 'zod';
import { condition } from './conditions.ts';
import { endpoint, identifier, templated } from './fields.ts';
import { secretValue } from './secrets.ts';
import { storageChanges } from './storage.ts';

const webIdentity = z.strictObject({
  id: identifier,
  kind: z.literal('webIdentity'),
  when: condition.optional(),
  roleArn: templated,
  /** Left out: the storage endpoint if there is one, else AWS. */
  stsEndpoint: endpoint.optional(),
  /** Seconds, within what the role allows. */
  durationSeconds: z.int().min(900).max(43_200).default(3600),
  storage: storageChanges.optional(),
});

const staticKeys = z.strictObject({
  id: identifier,
  kind: z.literal('static'),
  when: condition.optional(),
  accessKeyId: z.string().min(1).max(256),
  secretAccessKey: secretValue.optional(),
  storage: storageChanges.optional(),
});

export const credentialSource = z.discriminatedUnion('kind', [webIdentity, staticKeys]);

export type CredentialSource = z.infer<typeof credentialSource>;
