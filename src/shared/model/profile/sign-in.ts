import { z } from 'zod';
import { endpoint, isLoopbackUrl, region } from './fields.ts';
import { secretValue } from './secrets.ts';

/** The redirect URI of installed builds; builds from the source tree use `pail-dev:` in its place. */
export const SCHEME_REDIRECT_URI = 'pail://auth/callback';

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
