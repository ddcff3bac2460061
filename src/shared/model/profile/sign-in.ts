import { z } from 'zod';
import { claimName, endpoint, isLoopbackUrl, region } from './fields.ts';
import { secretValue } from './secrets.ts';

/** The redirect URI of installed builds; builds from the source tree use `pail-dev:` in its place. */
export const SCHEME_REDIRECT_URI = 'pail://auth/callback';

/** Where the browser comes back to after its own sign-out, in installed builds. */
export const SCHEME_LOGOUT_URI = 'pail://auth/logout';

/** How the app client's secret is sent: in the Authorization header, or in the form. */
export const CLIENT_AUTHENTICATIONS = ['basic', 'post'] as const;
export type ClientAuthentication = (typeof CLIENT_AUTHENTICATIONS)[number];

/** What the sign-in page can be asked to show, also where the browser is still signed in there. */
export const PROMPTS = ['login', 'select_account', 'consent'] as const;
export type Prompt = (typeof PROMPTS)[number];

/** Accepts what guides tell people to paste, and keeps the issuer itself: no well-known suffix, no trailing slash. */
const issuer = endpoint.transform((value) =>
  value.replace(/\/\.well-known\/openid-configuration$/, '').replace(/\/$/, ''),
);

/** Spelled as it will be sent, since the service compares it character by character. */
function isLoopbackRedirect(value: string): boolean {
  const url = URL.canParse(value) ? new URL(value) : null;
  if (url?.protocol !== 'http:' || !isLoopbackUrl(url) || url.port === '') return false;
  return !url.username && !url.password && !url.search && !url.hash && url.href === value;
}

const LOOPBACK_FORM = 'http://127.0.0.1:<port>/<path> with an exact port';

/** One address, or a list of loopback addresses, of which the first whose port is free is used. */
const redirectUri = z.union([
  z.string().refine((value) => value === SCHEME_REDIRECT_URI || isLoopbackRedirect(value), {
    error: `${SCHEME_REDIRECT_URI}, or ${LOOPBACK_FORM}`,
  }),
  z
    .array(z.string().refine(isLoopbackRedirect, { error: LOOPBACK_FORM }))
    .min(1, { error: 'at least one loopback address' })
    // Not `max`, whose message a union loses.
    .refine((list) => list.length <= 10, { error: 'at most 10 loopback addresses' })
    .refine((list) => new Set(list).size === list.length, { error: 'addresses that all differ' }),
]);

const logoutUri = z
  .string()
  .max(2048)
  .refine(
    (value) => {
      if (value === SCHEME_LOGOUT_URI) return true;
      const url = URL.canParse(value) ? new URL(value) : null;
      return url?.protocol === 'https:' && !url.username && !url.password && !url.hash;
    },
    { error: `${SCHEME_LOGOUT_URI}, or an https address without a fragment` },
  );

export const signIn = z
  .strictObject({
    issuer: issuer.optional(),
    region: region.optional(),
    userPoolId: z
      .string()
      .regex(/^[\w-]+_[0-9a-zA-Z]+$/, { error: 'a user pool id such as eu-west-1_AbCdEf123' })
      .optional(),
    clientId: z.string().regex(/^[\w+-]{1,128}$/, { error: 'the id of an app client' }),
    clientSecret: secretValue.optional(),
    /** How the secret is sent, left out: `basic`; without a secret nothing is. */
    clientAuthentication: z.enum(CLIENT_AUTHENTICATIONS).optional(),
    /** Space-separated; left out or blank, the pool gives all scopes of the app client. */
    scopes: z.string().max(1024).optional(),
    redirectUri: redirectUri.default(SCHEME_REDIRECT_URI),
    /** A registered sign-out URL of the app client; with it a person can end the browser's own session as well. */
    logoutUri: logoutUri.optional(),
    /** The sign-in page's provider, so that nobody has to choose: `COGNITO`, `Google`, or a name of the pool's. */
    identityProvider: z
      .string()
      .regex(/^[^\s_][^\s]{0,31}$/, { error: 'the name of an identity provider of the pool, without spaces' })
      .optional(),
    /** Stands in the sign-in form from the start, such as `@example.org`. */
    loginHint: z.string().min(1).max(256).optional(),
    /** The language of the sign-in page. */
    lang: z
      .string()
      .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { error: 'a language such as de or pt-BR' })
      .optional(),
    /** What the sign-in page shows each time. */
    prompt: z.enum(PROMPTS).optional(),
    /** Whether “Stay signed in” is on until a person chooses; left out: it is. */
    staySignedIn: z.boolean().optional(),
    /** Claims that the administrator asserts users cannot write: `custom:…` that no app client of the pool can. For `pail profile lint`. */
    trustedClaims: z.array(claimName).max(50).optional(),
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

/** The redirect URIs of a profile in the order in which they are tried; never empty. */
export function redirectUrisOf({ redirectUri: given }: Pick<z.infer<typeof signIn>, 'redirectUri'>): readonly string[] {
  return typeof given === 'string' ? [given] : given;
}
