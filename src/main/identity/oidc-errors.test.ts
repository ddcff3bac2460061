import { expect, it } from 'vitest';
import { oidcFailure } from './oidc-errors.ts';

it('tells nothing of a token that a service repeats in its refusal', () => {
  const said = { code: 'OAUTH_RESPONSE_BODY_ERROR', error: 'invalid_grant', status: 400 };
  const error_description = 'the token eyJjdHkiOiJKV1QiLCJlbmMi.abc.def is revoked';
  const { failure } = oidcFailure({ ...said, error_description }, 'refresh', 'id.test');
  expect(failure).toMatchObject({ code: 'session-expired', detail: { reason: 'the token … is revoked' } });
});
