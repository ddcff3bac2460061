import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import type { ImportReview, LinkReview } from '../../shared/model/profile-review.ts';
import { usePlace } from '../state/place.ts';
import { fails, PROFILE } from '../testing/fake-pail.ts';
import { eachInItsWindow, openWindow } from '../testing/open-window.tsx';

const KEY = '0123456789abcdef'.repeat(4);
const REVIEW: ImportReview = {
  kind: 'import',
  id: 'review',
  source: { kind: 'file' },
  name: 'ACME',
  publisher: 'ACME IT',
  signedBy: KEY,
  signedBefore: null,
  pinned: false,
  revision: 3,
  issuer: 'login.example/pool',
  storage: 's3.example',
  locationRules: 2,
  asksPassphrase: false,
  warnings: [],
  changes: null,
  endsSignIn: false,
};
const LINK: LinkReview = { kind: 'link', id: 'link', host: 'files.example', address: 'https://files.example/a.pail' };

const answers = (fake: Awaited<ReturnType<typeof openWindow>>) => fake.callsOf('profiles.answerReview');
const ask = (review: ImportReview | LinkReview, overrides: object = {}) =>
  openWindow({
    profiles: { list: () => [PROFILE], reviews: () => [review], answerReview: () => null, ...overrides },
    accounts: { list: () => [] },
  });

eachInItsWindow();

describe('a question about a profile', () => {
  it('opens by itself, says who signed the file, and takes a yes', async () => {
    const fake = await ask(REVIEW, { answerReview: () => PROFILE });
    const dialog = within(await screen.findByRole('dialog', { name: 'Import the profile “ACME”?' }));
    expect(dialog.getByText(KEY.replace(/(.{4})(?!$)/g, '$1 '))).toBeDefined();
    expect(dialog.getByText(/From now on Pail takes only versions/)).toBeDefined();
    expect(dialog.queryByLabelText('Passphrase')).toBeNull();
    fireEvent.click(dialog.getByRole('button', { name: 'Import' }));
    await waitFor(() => expect(answers(fake)).toEqual([['review', true, null]]));
    act(() => fake.emit('profiles.asked', []));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(usePlace.getState().place).toEqual({ kind: 'profile', profileId: PROFILE.id });
  });

  it('asks for the passphrase, and again where it was wrong', async () => {
    const wrong = failure('passphrase-wrong');
    const fake = await ask({ ...REVIEW, signedBy: null, asksPassphrase: true }, { answerReview: fails(wrong) });
    const field = await screen.findByLabelText<HTMLInputElement>('Passphrase');
    const button = screen.getByRole('button', { name: 'Import' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    fireEvent.change(field, { target: { value: 'guess' } });
    fireEvent.click(button);
    await waitFor(() => expect(screen.getByText(wrong.message)).toBeDefined());
    expect(answers(fake)).toEqual([['review', true, 'guess']]);
    expect(field.getAttribute('aria-invalid')).toBe('true');
  });

  it('says what a replacement changes and that it ends the sign-in; Escape means no', async () => {
    const changes = { added: ['New'], removed: [], changed: ['Home'], parts: ['storage' as const] };
    const fake = await ask({ ...REVIEW, signedBy: null, changes, endsSignIn: true, warnings: ['plainSecrets'] });
    const dialog = within(await screen.findByRole('dialog', { name: 'Replace the profile “ACME”?' }));
    for (const words of ['New', 'Home', 'where the storage is', 'You will be signed out of it.', /holds secrets/]) {
      expect(dialog.getByText(words)).toBeDefined();
    }
    expect(dialog.queryByText('Removed locations')).toBeNull();
    fireEvent.keyDown(dialog.getByRole('button', { name: 'Keep' }), { key: 'Escape' });
    await waitFor(() => expect(answers(fake)).toEqual([['review', false, null]]));
  });

  it('about a link shows where it leads before anything else, and then what was found there', async () => {
    const fake = await ask(LINK);
    const dialog = within(await screen.findByRole('alertdialog', { name: 'Get a profile from the internet?' }));
    expect(dialog.getByText(LINK.address)).toBeDefined();
    expect(answers(fake)).toEqual([]);
    fireEvent.click(dialog.getByRole('button', { name: 'Fetch profile' }));
    await waitFor(() => expect(answers(fake)).toEqual([['link', true, null]]));
    act(() => fake.emit('profiles.asked', [{ ...REVIEW, source: { kind: 'link', host: LINK.host } }]));
    expect(await screen.findByText('Fetched from')).toBeDefined();
  });

  it('closes when it is not asked any more, and the next one opens', async () => {
    const fake = await ask(REVIEW);
    await screen.findByRole('dialog', { name: 'Import the profile “ACME”?' });
    act(() => fake.emit('profiles.asked', [{ ...REVIEW, id: 'other', name: 'Other' }]));
    expect(await screen.findByRole('dialog', { name: 'Import the profile “Other”?' })).toBeDefined();
  });
});

describe('about a profile', () => {
  const openAbout = async (facts: object, overrides: object = {}) => {
    const profile = { ...PROFILE, facts: { ...PROFILE.facts, ...facts } };
    const fake = await openWindow({
      profiles: { list: () => [profile], reviews: () => [], ...overrides },
      accounts: { list: () => [] },
    });
    fireEvent.click(await screen.findByRole('button', { name: 'About this profile…' }));
    await screen.findByRole('dialog', { name: 'ACME' });
    return fake;
  };

  it('goes back to the version before after a question', async () => {
    const fake = await openAbout({ previous: { revision: 2 }, revision: 3 });
    fireEvent.click(screen.getByRole('button', { name: 'Use the previous version…' }));
    const dialog = within(await screen.findByRole('alertdialog'));
    expect(dialog.getByText(/Revision 2 takes the place of this one/)).toBeDefined();
    fireEvent.click(dialog.getByRole('button', { name: 'Use the previous version' }));
    await waitFor(() => expect(fake.callsOf('profiles.rollBack')).toEqual([[PROFILE.id]]));
  });

  it('looks for an update when told to, and says that there is none', async () => {
    const updates = { host: 'files.example', checkedAt: null, trouble: null };
    const fake = await openAbout({ updates }, { checkForUpdate: () => 'none' });
    fireEvent.click(screen.getByRole('button', { name: 'Check for an update' }));
    await waitFor(() => expect(fake.callsOf('profiles.checkForUpdate')).toEqual([[PROFILE.id]]));
    expect(await screen.findByText('The profile “ACME” is up to date.')).toBeDefined();
  });

  it('says that updates cannot be checked, since when and why', async () => {
    const trouble = { failure: failure('profile-download-failed', { subject: 'files.example' }), since: 0 };
    await openAbout({ updates: { host: 'files.example', checkedAt: 0, trouble } });
    expect(within(sheetBox()).getByText(/could not be checked since 1 Jan 1970.*files\.example/)).toBeDefined();
  });

  it('has no way back and no check where there is none', async () => {
    await openAbout({});
    expect(screen.queryByRole('button', { name: 'Use the previous version…' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Check for an update' })).toBeNull();
  });
});

const sheetBox = () => screen.getByRole('dialog', { name: 'ACME' });

describe('a managed profile', () => {
  it('cannot be removed, and says why', async () => {
    const profile = { ...PROFILE, facts: { ...PROFILE.facts, managed: true } };
    await openWindow({ profiles: { list: () => [profile], reviews: () => [] }, accounts: { list: () => [] } });
    expect(await screen.findByText(/This computer’s administrator manages this profile\. You can/)).toBeDefined();
    const button = screen.getByRole('button', { name: 'Remove profile…' });
    expect(button.getAttribute('aria-disabled')).toBe('true');
    expect(button.title).toBe('This computer’s administrator manages this profile.');
  });

  const about = async (facts: object) => {
    const profile = { ...PROFILE, facts: { ...PROFILE.facts, ...facts } };
    await openWindow({ profiles: { list: () => [profile], reviews: () => [] }, accounts: { list: () => [] } });
    fireEvent.click(await screen.findByRole('button', { name: 'About this profile…' }));
    return screen.findByRole('dialog', { name: 'ACME' });
  };

  it('that nobody signed is not said to be anyone’s', async () => {
    const sheet = await about({ managed: true });
    expect(within(sheet).getByText(/this computer’s administrator put it here/)).toBeDefined();
    expect(within(sheet).queryByText(/anyone could have made/)).toBeNull();
  });

  it('that has expired is not to be imported anew, and promises no sign-in', async () => {
    const sheet = await about({ managed: true, expired: true, expires: 0 });
    expect(within(sheet).getByText(/Ask this computer’s administrator to put a new one in its place/)).toBeDefined();
    expect(screen.queryByText(/import it/)).toBeNull();
    expect(screen.queryByText('What happens')).toBeNull();
  });
});
