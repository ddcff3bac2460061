/**
 * Profile version 1: the administrator's file. This zod schema is its one source; `npm run schema` writes the JSON Schema
 * in resources/ from it. Values with `${...}` are templates of the mapping language (src/main/mapping).
 */
import { z } from 'zod';
import { ACTIONS } from './location.ts';
import type { Quirks } from './quirks.ts';
import { parseTemplate, TemplateError } from './template.ts';

/** Most bytes that a profile file may have. */
export const MAX_PROFILE_BYTES = 1_048_576;

/** The redirect URI of installed builds; builds from the source tree use `pail-dev:` in its place. */
export const SCHEME_REDIRECT_URI = 'pail://auth/callback';

const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** True for an address on this machine. Plain http is allowed to these only. */
export function isLoopbackUrl(url: URL): boolean {
  return LOOPBACK_HOSTS.has(url.hostname);
}

function isSecureAddress(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || url.username || url.password || url.hash) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackUrl(url));
}

const address = z
  .string()
  .max(2048)
  .refine(isSecureAddress, { error: 'an https address (plain http only to this computer)' });

const endpoint = address.refine((value) => URL.canParse(value) && new URL(value).search === '', {
  error: 'an address without a query',
});

/** Accepts what guides tell people to paste, and keeps the issuer itself: no well-known suffix, no trailing slash. */
const issuer = endpoint.transform((value) =>
  value.replace(/\/\.well-known\/openid-configuration$/, '').replace(/\/$/, ''),
);

const redirectUri = z.string().refine(
  (value) => {
    if (value === SCHEME_REDIRECT_URI) return true;
    const url = URL.canParse(value) ? new URL(value) : null;
    return url?.protocol === 'http:' && isLoopbackUrl(url) && url.port !== '' && !url.search && !url.hash;
  },
  { error: `${SCHEME_REDIRECT_URI}, or http://127.0.0.1:<port>/<path> with an exact port` },
);

const region = z.string().regex(/^[a-z0-9-]{1,64}$/, { error: 'a region such as eu-west-1' });

/** Why a text is no template, or `null`. */
function templateProblem(value: string): string | null {
  try {
    parseTemplate(value);
    return null;
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
}

const template = z
  .string()
  .max(1024)
  .superRefine((value, context) => {
    const problem = templateProblem(value);
    if (problem !== null) context.addIssue({ code: 'custom', message: problem, input: value });
  });
const templated = template.min(1);

const claimName = z.string().min(1).max(128);
const identifier = z.string().regex(/^[\w-]{1,64}$/, { error: 'letters, digits, _ and - only' });

/** A condition on one claim. The operators bear AWS's rule names where AWS has them. */
const condition = z
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

const forEach = z.strictObject({ claim: claimName, startsWith: z.string().min(1).max(1024).optional() });

const signIn = z
  .strictObject({
    issuer: issuer.optional(),
    region: region.optional(),
    userPoolId: z
      .string()
      .regex(/^[\w-]+_[0-9a-zA-Z]+$/, { error: 'a user pool id such as eu-west-1_AbCdEf123' })
      .optional(),
    clientId: z.string().regex(/^[\w+-]{1,128}$/, { error: 'the id of an app client' }),
    clientSecret: z.string().min(1).max(1024).optional(),
    /** Space-separated; left out or blank, the pool gives all scopes of the app client. */
    scopes: z.string().max(1024).optional(),
    redirectUri: redirectUri.default(SCHEME_REDIRECT_URI),
  })
  .refine((value) => (value.issuer === undefined) !== (value.userPoolId === undefined), {
    error: 'either issuer, or userPoolId (with its region)',
  })
  .refine(
    (value) =>
      value.userPoolId === undefined || value.region === undefined || value.userPoolId.startsWith(`${value.region}_`),
    {
      error: 'the region that userPoolId begins with',
      path: ['region'],
    },
  );

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

const storage = z
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

const webIdentity = z.strictObject({
  id: identifier,
  kind: z.literal('webIdentity'),
  when: condition.optional(),
  roleArn: templated,
  /** Left out: the storage endpoint if there is one, else AWS. */
  stsEndpoint: endpoint.optional(),
  /** Seconds, within what the role allows. */
  durationSeconds: z.int().min(900).max(43_200).default(3600),
});

const staticKeys = z.strictObject({
  id: identifier,
  kind: z.literal('static'),
  when: condition.optional(),
  accessKeyId: z.string().min(1).max(256),
  secretAccessKey: z.string().min(1).max(1024).optional(),
});

const credentialSource = z.discriminatedUnion('kind', [webIdentity, staticKeys]);

const location = z.strictObject({
  label: templated,
  when: condition.optional(),
  forEach: forEach.optional(),
  bucket: templated,
  /** Empty, or ends with `/`: a prefix without it would also show its longer namesakes. */
  prefix: template
    .refine((value) => value === '' || value.endsWith('/'), { error: 'an empty prefix or one that ends with /' })
    .default(''),
  /** The id of a credential source; left out, the first whose `when` holds. */
  credentials: identifier.optional(),
  actions: z
    .array(z.enum(ACTIONS))
    .min(1)
    .default([...ACTIONS]),
});

export const profileSchema = z
  .strictObject({
    $schema: z.string().optional(),
    version: z.literal(1),
    name: z.string().min(1).max(100),
    publisher: z.string().min(1).max(100).optional(),
    signIn,
    storage,
    credentials: z.array(credentialSource).min(1).max(50),
    locations: z.array(location).min(1).max(200),
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
    profile.locations.forEach((rule, index) => {
      if (rule.credentials !== undefined && !ids.includes(rule.credentials)) {
        context.addIssue({
          code: 'custom',
          message: `the id of a credential source (${ids.join(', ')})`,
          path: ['locations', index, 'credentials'],
          input: rule.credentials,
        });
      }
    });
  });

/** A profile as parsed: defaults filled in, issuer without its suffix. */
export type Profile = z.infer<typeof profileSchema>;
export type CredentialSource = Profile['credentials'][number];
export type LocationRule = Profile['locations'][number];
export type Condition = NonNullable<LocationRule['when']>;

/** The issuer of a profile; of a user pool its address at Cognito. */
export function issuerOf(profile: Profile): string {
  const { issuer: given, userPoolId, region: regionGiven } = profile.signIn;
  if (given !== undefined) return given;
  const poolRegion = regionGiven ?? (userPoolId ?? '').split('_')[0] ?? '';
  const domain = poolRegion.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://cognito-idp.${poolRegion}.${domain}/${userPoolId}`;
}

/** The JSON Schema of a profile file, for editors: what an admin writes, defaults not yet filled in. */
export function profileJsonSchema(): object {
  return { title: 'Pail profile', ...z.toJSONSchema(profileSchema, { io: 'input' }) };
}
