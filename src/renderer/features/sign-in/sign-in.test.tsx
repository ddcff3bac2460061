/** Staying signed in and signing out, as the window asks and tells. */
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { failure } from '../../../shared/errors.ts';
import type { SignOutOutcome } from '../../../shared/model/account.ts';
import { useNotices } from '../../state/notices.ts';
import { ACCOUNT, fails, installFakePail, PROFILE } from '../../testing/fake-pail.ts';
import { ProfileView } from './ProfileView.tsx';
import { SignOutSheet } from './SignOutSheet.tsx';
import { StaySignedIn } from './StaySignedIn.tsx';

const box = (name: string) => screen.getByRole<HTMLInputElement>('checkbox', { name });

beforeEach(() => useNotices.setState({ toasts: [] }));
afterEach(cleanup);

describe('Stay signed in', () => {
  it('asks main for what was chosen, and shows what main tells', () => {
    const fake = installFakePail();
    const { rerender } = render(<StaySignedIn profile={PROFILE} memoryOnly={false} />);
    expect(box('Stay signed in').checked).toBe(true);
    fireEvent.click(box('Stay signed in'));
    expect(fake.callsOf('accounts.setStaySignedIn')).toEqual([[PROFILE.id, false]]);
    rerender(<StaySignedIn profile={{ ...PROFILE, staySignedIn: false }} memoryOnly={false} />);
    expect(box('Stay signed in').checked).toBe(false);
    expect(screen.getByText('Your sign-in lasts until you quit Pail.')).toBeTruthy();
  });

  it('without a keyring is off, cannot be turned on and says why', () => {
    const fake = installFakePail();
    render(<StaySignedIn profile={{ ...PROFILE, staySignedIn: false }} memoryOnly />);
    const stay = box('Stay signed in');
    fireEvent.click(stay);
    expect(fake.callsOf('accounts.setStaySignedIn')).toEqual([]);
    expect(stay.checked).toBe(false);
    expect(stay.getAttribute('aria-disabled')).toBe('true');
    const why = document.getElementById(stay.getAttribute('aria-describedby') ?? '');
    expect(why?.textContent).toMatch(/no keyring/);
  });
});

describe('a secret that the service refused', () => {
  const refused = {
    ...PROFILE,
    missingSecrets: ['clientSecret'] as const,
    signIn: { phase: 'failed', failure: failure('client-rejected') } as const,
  };

  it('is not asked for again without saying so', () => {
    installFakePail();
    render(<ProfileView profile={refused} account={null} memoryOnly />);
    expect(screen.getByRole('alert').textContent).toMatch(/does not accept this profile’s client id or secret/);
    expect(screen.queryByText(/no keyring/)).toBeNull();
  });

  it('is followed by a sign-in with the one that was typed', async () => {
    const fake = installFakePail();
    render(<ProfileView profile={refused} account={null} memoryOnly />);
    fireEvent.change(screen.getByLabelText('Client secret'), { target: { value: 'right' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(fake.callsOf('accounts.signIn')).toEqual([[PROFILE.id]]));
    expect(fake.callsOf('profiles.provideSecret')).toEqual([[PROFILE.id, 'clientSecret', 'right']]);
  });

  it('that is only missing is asked for with its own reason', () => {
    installFakePail();
    render(<ProfileView profile={{ ...refused, signIn: { phase: 'idle' } }} account={null} memoryOnly />);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByText(/no keyring/)).toBeTruthy();
  });
});

describe('a sign-in', () => {
  const waiting = { phase: 'waiting', host: 'login.example', expiresAt: Date.now() + 60_000 } as const;
  const failed = (code: 'session-expired' | 'issuer-unreachable') =>
    ({ ...PROFILE, signIn: { phase: 'failed', failure: failure(code) } }) as const;
  const view = (profile: typeof PROFILE) => <ProfileView profile={profile} account={null} memoryOnly={false} />;

  it('is not cancelled by the second press of a double click', () => {
    const fake = installFakePail();
    render(view({ ...PROFILE, signIn: waiting }));
    const cancel = screen.getByRole('button', { name: 'Cancel' });
    fireEvent.click(cancel, { detail: 2 });
    expect(fake.callsOf('accounts.cancelSignIn')).toEqual([]);
    fireEvent.click(cancel, { detail: 1 });
    expect(fake.callsOf('accounts.cancelSignIn')).toEqual([[PROFILE.id]]);
  });

  it('whose browser does not come back can be tried again, copied and pasted', async () => {
    const refused = failure('callback-invalid', { reason: 'it belongs to another sign-in' });
    const fake = installFakePail({ accounts: { pasteCallback: fails(refused) } });
    render(view({ ...PROFILE, signIn: waiting }));
    expect(screen.getByText('login.example')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Copy address' }));
    expect(fake.callsOf('accounts.copySignInAddress')).toEqual([[PROFILE.id]]);
    fireEvent.click(screen.getByRole('button', { name: 'Browser did not come back?' }));
    expect(screen.getByText(/an error such as redirect_mismatch.*tell your administrator/)).toBeTruthy();
    fireEvent.change(screen.getByRole('textbox', { name: 'Paste the final address' }), { target: { value: ' x ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Use address' }));
    expect(fake.callsOf('accounts.pasteCallback')).toEqual([[PROFILE.id, 'x']]);
    await waitFor(() => expect(screen.getByText(/it belongs to another sign-in.*Copy the whole address/)).toBeTruthy());
    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(fake.callsOf('accounts.signIn')).toEqual([[PROFILE.id]]));
  });

  it('keeps the keyboard in its place when its button goes', () => {
    installFakePail();
    const { rerender } = render(view(PROFILE));
    expect(document.activeElement?.textContent).toBe('Sign in');
    rerender(view({ ...PROFILE, signIn: waiting }));
    const panel = document.activeElement;
    expect(panel?.tagName).toBe('SECTION');
    expect(panel?.contains(screen.getByRole('button', { name: 'Cancel' }))).toBe(true);
  });

  it('that was kept and has ended is not called a failure', () => {
    installFakePail();
    render(view(failed('session-expired')));
    expect(screen.queryByRole('alert')).toBeNull();
    expect(screen.getByText('Please sign in again')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Sign in again' })).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Copy details' })).toBeNull();
  });

  it('that failed says once what to do', () => {
    installFakePail();
    render(view(failed('issuer-unreachable')));
    expect(screen.getByRole('alert').textContent?.match(/Check your network/g)).toHaveLength(1);
    expect(screen.getByRole('button', { name: 'Try again' })).toBeTruthy();
  });
});

describe('the view of a profile', () => {
  it('is wholly that of the next one when another is chosen', () => {
    installFakePail();
    const { rerender } = render(<ProfileView profile={PROFILE} account={null} memoryOnly={false} />);
    const next = { ...PROFILE, id: 'other', name: 'Umbrella', staySignedIn: false };
    rerender(<ProfileView profile={next} account={null} memoryOnly={false} />);
    expect(screen.getAllByRole('button', { name: 'Sign in' })).toHaveLength(1);
    expect(screen.getAllByRole('checkbox')).toHaveLength(1);
    expect(box('Stay signed in').checked).toBe(false);
  });
});

describe('the sheet of a sign-out', () => {
  it('offers the browser only where that can be ended', () => {
    installFakePail();
    const { rerender } = render(<SignOutSheet account={ACCOUNT} running={0} onClose={() => undefined} />);
    expect(screen.queryByRole('checkbox')).toBeNull();
    expect(screen.getByText('Your browser may stay signed in there.')).toBeTruthy();
    rerender(<SignOutSheet account={{ ...ACCOUNT, endsInBrowser: true }} running={0} onClose={() => undefined} />);
    expect(box('Also sign out in the browser').checked).toBe(false);
  });

  const done: SignOutOutcome = { service: 'revoked', failure: null, browser: 'left' };
  const failed = failure('revoke-failed');
  it.each([
    ['all of it', true, { ...done, browser: 'opened' }, 'info', /has ended the session\. Your browser signs out/],
    ['without the browser', false, done, 'info', /has ended the session\. Your browser may stay signed in/],
    ['no revocation', false, { ...done, service: 'not-offered' }, 'info', /cannot be told to end the session/],
    [
      'a service that did not hear',
      false,
      { ...done, service: 'failed', failure: failed },
      'error',
      /could not be told/,
    ],
    ['a browser that did not open', true, { ...done, browser: 'failed' }, 'error', /browser could not be opened/],
  ] as const)('says what was ended: %s', async (_what, browser, outcome, kind, sentence) => {
    const fake = installFakePail({ accounts: { signOut: () => outcome } });
    const onClose = vi.fn();
    render(<SignOutSheet account={{ ...ACCOUNT, endsInBrowser: true }} running={0} onClose={onClose} />);
    if (browser) fireEvent.click(box('Also sign out in the browser'));
    fireEvent.click(screen.getByRole('button', { name: 'Sign out' }));
    expect(onClose).toHaveBeenCalled();
    expect(fake.callsOf('accounts.signOut')).toEqual([[ACCOUNT.id, browser]]);
    await waitFor(() => expect(useNotices.getState().toasts).toHaveLength(1));
    const [toast] = useNotices.getState().toasts;
    expect(toast).toMatchObject({ kind, isOfMain: true });
    expect(toast?.message).toMatch(/^(Signed out of “ACME”|You are signed out) on this computer/);
    expect(toast?.message).not.toContain('Ana');
    expect(toast?.message).toMatch(sentence);
  });
});
