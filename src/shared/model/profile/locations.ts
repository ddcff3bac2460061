import { z } from 'zod';
import { ACTIONS } from '../location.ts';
import { condition, forEach } from './conditions.ts';
import { identifier, template, templated } from './fields.ts';
import { storageChanges } from './storage.ts';

/** What rules of both kinds have. */
const ofRule = {
  label: templated,
  when: condition.optional(),
  /** The id of a credential source; left out, the first whose `when` holds. */
  credentials: identifier.optional(),
  storage: storageChanges.optional(),
  /** What may be done in the location, or in each of the buckets. */
  actions: z
    .array(z.enum(ACTIONS))
    .min(1)
    .default([...ACTIONS]),
};

export const location = z.strictObject({
  ...ofRule,
  forEach: forEach.optional(),
  bucket: templated,
  /** Empty, or ends with `/`: a prefix without it would also show its longer namesakes. */
  prefix: template
    .refine((value) => value === '' || value.endsWith('/'), { error: 'an empty prefix or one that ends with /' })
    .default(''),
});

export type LocationRule = z.infer<typeof location>;

/** All buckets that the keys may list, each of them as a location. */
export const allBuckets = z.strictObject({
  ...ofRule,
  /** Whether Pail offers to make buckets, and to delete empty ones. */
  create: z.boolean().default(false),
  delete: z.boolean().default(false),
});

export type AllBucketsRule = z.infer<typeof allBuckets>;
/** What a rule of either kind has. */
export type AnyRule = Pick<LocationRule, 'label' | 'when' | 'credentials' | 'storage' | 'actions'>;
