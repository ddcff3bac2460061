import { z } from 'zod';
import type { Quirks } from '../quirks.ts';
import { endpoint, region } from './fields.ts';

/** Most characters of the certificates in a profile. */
const MAX_PEM = 262_144;
const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\sA-Za-z0-9+/=]*)-----END \1-----/g;

/** Certificates and nothing else: a private key that came along by mistake would go to everybody. */
function isCertificates(text: string): boolean {
  const blocks = [...text.matchAll(PEM_BLOCK)];
  const begun = text.split('-----BEGIN ').length - 1;
  // A certificate is a DER sequence of 128 bytes or more, and so it begins.
  const isCertificate = ([, label, body]: RegExpMatchArray): boolean =>
    label === 'CERTIFICATE' && /^\s*MI[GHI]/.test(body ?? '');
  return blocks.length > 0 && blocks.length === begun && blocks.every(isCertificate);
}

const PART_BYTES = z.int().min(1).max(536_870_912);

/** What an administrator may say of the store in place of what Pail knows or finds out; see Quirks. */
const quirks = z.strictObject({
  adapter: z.enum(['wire', 'sdk']).optional(),
  pathStyle: z.boolean().optional(),
  listVersion: z.literal([1, 2]).optional(),
  encodedLists: z.boolean().optional(),
  bodyChecksum: z.enum(['md5', 'sha256', 'crc32']).optional(),
  deleteChecksum: z.enum(['md5', 'crc32']).optional(),
  batchDelete: z.boolean().optional(),
  toleratesConditions: z.boolean().optional(),
  conditionalPut: z.boolean().optional(),
  conditionalComplete: z.boolean().optional(),
  conditionalCopy: z.boolean().optional(),
  partCopy: z.boolean().optional(),
  etagIsMd5: z.boolean().optional(),
  partsEtagIsMd5: z.boolean().optional(),
  minPartBytes: PART_BYTES.optional(),
  maxParts: z.int().min(1).max(10_000).optional(),
} satisfies Record<keyof Quirks, z.ZodType>);

export const storage = z
  .strictObject({
    region,
    /** Left out: AWS. */
    endpoint: endpoint.optional(),
    /** Left out: as the store is known to want it. */
    pathStyle: z.boolean().optional(),
    /** AWS only: addresses that also have IPv6. */
    dualStack: z.boolean().optional(),
    /** PEM certificates that the store's own may lead to, besides those that the computer trusts. */
    certificateAuthorities: z
      .string()
      .max(MAX_PEM)
      .refine(isCertificates, { error: 'certificates in PEM form, and nothing else' })
      .optional(),
    quirks: quirks.optional(),
  })
  .refine((value) => value.endpoint === undefined || value.dualStack === undefined, {
    error: 'dualStack without an endpoint: it chooses between the addresses of AWS',
    path: ['dualStack'],
  });
