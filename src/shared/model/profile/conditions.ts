import { z } from 'zod';
import { claimName } from './fields.ts';

/** A condition on one claim. The operators bear AWS's rule names where AWS has them. */
export const condition = z
  .strictObject({
    claim: claimName,
    equals: z.string().max(1024).optional(),
    notEquals: z.string().max(1024).optional(),
    startsWith: z.string().max(1024).optional(),
    contains: z.string().max(1024).optional(),
    has: z.string().max(1024).optional(),
    exists: z.boolean().optional(),
  })
  .refine((value) => Object.keys(value).length === 2, {
    error: 'exactly one of equals, notEquals, startsWith, contains, has, exists',
  });

export const forEach = z.strictObject({ claim: claimName, startsWith: z.string().min(1).max(1024).optional() });

export type Condition = z.infer<typeof condition>;
