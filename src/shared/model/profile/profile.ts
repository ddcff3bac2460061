/**
 * Profile version 1: the administrator's file. These zod schemas, one file for each part, are its one source; `npm run schema`
 * writes the JSON Schema in resources/ from them. Values with `${...}` are templates of the mapping language (src/main/mapping).
 */
import { z } from 'zod';
import { credentialSource } from './credentials.ts';
import { address } from './fields.ts';
import { allBuckets, location } from './locations.ts';
import { signIn } from './sign-in.ts';
import { storage } from './storage.ts';
import { checkStorage } from './storage-checks.ts';

/** Most bytes that a profile file may have. */
export const MAX_PROFILE_BYTES = 1_048_576;

/** A day or a moment in UTC. A day alone means its beginning. */
const expiry = z.union([z.iso.date(), z.iso.datetime()], {
  error: 'a day such as 2027-06-30, or a moment in UTC such as 2027-06-30T12:00:00Z',
});

export const profileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(1),
    name: z.string().min(1).max(100),
    publisher: z.string().min(1).max(100).optional(),
    /** Grows with each version that is handed out: a signed profile is replaced by one with a higher number only. */
    revision: z.int().min(1).max(2_147_483_647).optional(),
    /** From then on the profile is neither imported nor signed in with. */
    expires: expiry.optional(),
    /** Where the newest version of this file is, for Pail to look at its start and once a day. */
    updateUrl: address.optional(),
    signIn,
    storage,
    credentials: z.array(credentialSource).min(1).max(50),
    /** May be left out where there is `allBuckets`. */
    locations: z.array(location).max(200).default([]),
    allBuckets: z.array(allBuckets).max(20).default([]),
  })
  .superRefine((profile, context) => {
    const ids = profile.credentials.map((source) => source.id);
    ids.forEach((id, index) => {
      if (ids.indexOf(id) !== index) {
        context.addIssue({
          code: 'custom',
          message: 'an id that no other source has',
          path: ['credentials', index, 'id'],
          input: id,
        });
      }
    });
    const rules = [
      ...profile.locations.map((rule, index) => ({ rule, place: ['locations', index] })),
      ...profile.allBuckets.map((rule, index) => ({ rule, place: ['allBuckets', index] })),
    ];
    if (rules.length === 0) {
      context.addIssue({ code: 'custom', message: 'at least one location', path: ['locations'], input: [] });
    }
    for (const { rule, place } of rules) {
      if (rule.credentials !== undefined && !ids.includes(rule.credentials)) {
        context.addIssue({
          code: 'custom',
          message: `the id of a credential source (${ids.join(', ')})`,
          path: [...place, 'credentials'],
          input: rule.credentials,
        });
      }
    }
    checkStorage(profile, context);
  });

/** A profile as parsed: defaults filled in, issuer without its suffix. */
export type Profile = z.infer<typeof profileSchema>;

/** The issuer of a profile; of a user pool its address at Cognito. */
export function issuerOf(profile: Profile): string {
  const { issuer: given, userPoolId, region: regionGiven } = profile.signIn;
  if (given !== undefined) return given;
  const poolRegion = regionGiven ?? (userPoolId ?? '').split('_')[0] ?? '';
  const domain = poolRegion.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://cognito-idp.${poolRegion}.${domain}/${userPoolId}`;
}

/** When a profile expires, in ms since 1970; `null`: never. */
export function expiryOf({ expires }: Pick<Profile, 'expires'>): number | null {
  return expires === undefined ? null : Date.parse(expires);
}

/** The JSON Schema of a profile file, for editors: what an admin writes, defaults not yet filled in. */
export function profileJsonSchema(): object {
  return { title: 'Pail profile', ...z.toJSONSchema(profileSchema, { io: 'input' }) };
}
