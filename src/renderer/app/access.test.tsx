import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import type { AccountAccess } from '../../shared/model/access.ts';
import { ACCOUNT, fails, LOCATION } from '../testing/fake-pail.ts';
import { eachInItsWindow, open } from '../testing/open-window.tsx';
import { runCommand } from './command-handlers.ts';

const CONDITION = { kind: 'claim', words: '“cognito:groups” includes “finance”', truth: 'false', parts: [] } as const;
const ACCESS: AccountAccess = {
  displayName: 'Ana',
  profileName: 'ACME',
  issuer: 'login.example/pool',
  state: 'active',
  tokenUntil: 1_800_000_000_000,
  renews: true,
  remembered: false,
  claims: [{ name: 'sub', value: '3b1f7c52' }],
  keys: [{ sourceId: 'home', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/home', state: 'none', until: null }],
  explanation: {
    bucketLists: [],
    rules: [
      {
        index: 0,
        label: 'My files',
        when: null,
        reason: null,
        sources: [{ id: 'home', kind: 'webIdentity', outcome: 'chosen', when: null }],
        places: [
          {
            item: null,
            location: { ...LOCATION, actions: ['list', 'read'] },
            credentials: { sourceId: 'home', kind: 'webIdentity', roleArn: 'arn:aws:iam::1:role/home' },
          },
        ],
      },
      {
        index: 1,
        label: 'Finance',
        when: CONDITION,
        reason: { code: 'rule-not-met', message: 'That is for others.' },
        sources: [],
        places: [],
      },
    ],
  },
};

eachInItsWindow();

async function openAccess(access: object = { read: () => ACCESS, copy: () => undefined }) {
  const fake = await open({ access });
  act(() => runCommand('showAccess'));
  const sheet = within(await screen.findByRole('dialog', { name: 'What Ana can see in ACME, and why' }));
  return { fake, sheet };
}

function choose(name: string): void {
  const tab = screen.getByRole('tab', { name });
  act(() => tab.focus());
  fireEvent.click(tab);
}

it('says what is there with what may be done there, and what is not there and why', async () => {
  const { sheet } = await openAccess();
  await sheet.findByText('You may list and download.');
  expect(sheet.getByText(/does not let you upload, delete or share/)).toBeTruthy();
  expect(sheet.getByText('acme/home/ana/')).toBeTruthy();
  expect(sheet.getByText('Keys from “home” (web identity), fetched when they are first needed')).toBeTruthy();
  expect(sheet.getByText('That is for others.')).toBeTruthy();
});

it('shows each rule with what it came to', async () => {
  const { sheet } = await openAccess();
  await sheet.findByText('You may list and download.');
  choose('Rules');
  await sheet.findByText('1. My files');
  expect(sheet.getByText('Gives 1 location')).toBeTruthy();
  expect(sheet.getByText(/“cognito:groups” includes “finance”/).textContent).toContain('false');
});

it('masks the values of claims, here and in what is copied', async () => {
  const { fake, sheet } = await openAccess();
  await sheet.findByText('You may list and download.');
  choose('Sign-in');
  await sheet.findByText('3b1f7c52');
  fireEvent.click(sheet.getByRole('button', { name: 'Copy as text' }));
  fireEvent.click(sheet.getByRole('checkbox', { name: 'Hide values' }));
  expect(sheet.queryByText('3b1f7c52')).toBeNull();
  fireEvent.click(await sheet.findByRole('button', { name: /Copy as text|Copied/ }));
  await waitFor(() =>
    expect(fake.callsOf('access.copy')).toEqual([
      [ACCOUNT.id, true],
      [ACCOUNT.id, false],
    ]),
  );
});

it('says what went wrong, and closes with the account', async () => {
  const { fake, sheet } = await openAccess({ read: fails(failure('internal')) });
  expect((await sheet.findByRole('alert')).textContent).not.toBe('');
  act(() => fake.emit('accounts.changed', []));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
});
