/** A view with a failure says once who can mend it, whichever failure it is. */
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ERROR_CODES, type Failure, failure } from '../../shared/errors.ts';
import { ListNotice } from '../features/explorer/ListNotice.tsx';
import { ProfileView } from '../features/sign-in/ProfileView.tsx';
import { useListing } from '../state/listing-store.ts';
import { ACCOUNT, installFakePail, PROFILE } from '../testing/fake-pail.ts';

beforeEach(() => void installFakePail());
afterEach(() => {
  cleanup();
  useListing.setState(useListing.getInitialState(), true);
});

const administrators = (): number => document.body.textContent?.match(/administrator/gi)?.length ?? 0;
const PUBLISHERS = [null, 'Acme IT'];

function showSignIn(failed: Failure, publisher: string | null, missingSecrets: readonly 'clientSecret'[] = []): void {
  const profile = { ...PROFILE, publisher, missingSecrets, signIn: { phase: 'failed', failure: failed } as const };
  render(<ProfileView profile={profile} account={null} memoryOnly />);
}

function showListing(failed: Failure, publisher: string | null): void {
  const [location] = ACCOUNT.locations;
  if (!location) throw new Error('the fake account has no location');
  useListing.setState({ openFailure: failed });
  const subject = { location, folder: '', title: 'My files', profileName: 'ACME', publisher };
  render(<ListNotice subject={subject} onSignIn={() => undefined} />);
}

describe.each(PUBLISHERS)('of the publisher %s', (publisher) => {
  it.each(ERROR_CODES)('a sign-in that failed: %s', (code) => {
    showSignIn(failure(code), publisher);
    expect(administrators()).toBeLessThanOrEqual(1);
  });

  it.each(ERROR_CODES)('a folder that cannot be listed: %s', (code) => {
    showListing(failure(code), publisher);
    expect(administrators()).toBeLessThanOrEqual(1);
  });

  it('a secret that was refused and can be typed again', () => {
    showSignIn(failure('client-rejected'), publisher, ['clientSecret']);
    expect(administrators()).toBe(1);
  });
});

it('the publisher is named where the administrator has to act, and not where the person can', () => {
  showSignIn(failure('issuer-invalid'), 'Acme IT');
  expect(screen.getByText(/The profile comes from Acme IT/)).toBeTruthy();
  cleanup();
  showSignIn(failure('issuer-unreachable'), 'Acme IT');
  expect(screen.queryByText(/The profile comes from Acme IT/)).toBeNull();
});
