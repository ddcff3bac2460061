import { z } from 'zod';
import type { Quirks } from '../quirks.ts';

const PART_BYTES = z.int().min(1).max(536_870_912);

/** What an administrator may say of the store in place of what Pail knows or finds out; see Quirks. */
export const quirks = z.strictObject({
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
