import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { failure } from '../../shared/errors.ts';
import type { Diagnostics } from '../../shared/model/diagnostics.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/model/settings.ts';
import { closeSheet } from '../state/sheets.ts';
import { fails, type installFakePail } from '../testing/fake-pail.ts';
import { eachInItsWindow, openWindow } from '../testing/open-window.tsx';

/** The window with the settings open, on one of their sections. */
async function openSettings(section: string, overrides: Parameters<typeof installFakePail>[0] = {}) {
  const fake = await openWindow({ profiles: { list: () => [] }, accounts: { list: () => [] }, ...overrides });
  fireEvent.keyDown(window, { key: ',', ctrlKey: true });
  const tab = await screen.findByRole('tab', { name: section });
  act(() => tab.focus());
  fireEvent.click(tab);
  await waitFor(() => expect(tab.getAttribute('aria-selected')).toBe('true'));
  return { fake, updates: () => fake.callsOf('settings.update').map(([change]) => change) };
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const write = (name: string, value: string) => {
  fireEvent.change(field(name), { target: { value } });
  fireEvent.blur(field(name));
};

eachInItsWindow();

describe('settings', () => {
  it('apply at once, and the window shows what main says', async () => {
    const { fake, updates } = await openSettings('Appearance');
    fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
    await waitFor(() => expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Dark' }).checked).toBe(true));
    expect(updates()).toEqual([{ theme: 'dark' }]);
    act(() => fake.emit('settings.changed', { ...DEFAULT_SETTINGS, theme: 'light' }));
    expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Light' }).checked).toBe(true);
  });

  it('open with the keyboard on the name of their section', async () => {
    await openWindow({ profiles: { list: () => [] }, accounts: { list: () => [] } });
    fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    const tab = await screen.findByRole('tab', { name: 'Appearance' });
    await waitFor(() => expect(document.activeElement).toBe(tab));
  });

  it('open over nothing else that is open', async () => {
    await openSettings('Appearance');
    fireEvent.keyDown(window, { key: ',', ctrlKey: true });
    expect(screen.getAllByRole('dialog')).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('take limits in MB/s, and none for an empty field', async () => {
    const { updates } = await openSettings('Transfers');
    write('Upload, MB/s', '2.5');
    await waitFor(() => expect(updates()).toEqual([{ uploadLimit: 2_500_000 }]));
    write('Upload, MB/s', '');
    await waitFor(() => expect(updates()[1]).toEqual({ uploadLimit: null }));
  });

  it('say what is wrong with a number at its field, and keep what held', async () => {
    const { updates } = await openSettings('Transfers');
    write('Download, MB/s', 'fast');
    expect(field('Download, MB/s').getAttribute('aria-invalid')).toBe('true');
    expect(screen.getByText(/^Enter a number from 0.01/)).toBeTruthy();
    write('Requests at once', '65');
    expect(screen.getByText('Enter a whole number from 1 to 64.')).toBeTruthy();
    expect(updates()).toEqual([]);
    write('Requests at once', '8');
    await waitFor(() => expect(updates()).toEqual([{ requestsAtOnce: 8 }]));
    expect(screen.queryByText('Enter a whole number from 1 to 64.')).toBeNull();
  });

  it('take what is in a field when they are closed', async () => {
    const { updates } = await openSettings('Transfers');
    fireEvent.change(field('Upload, MB/s'), { target: { value: '1' } });
    expect(updates()).toEqual([]);
    act(closeSheet);
    await waitFor(() => expect(updates()).toEqual([{ uploadLimit: 1_000_000 }]));
  });

  it('stay open over a text that cannot be taken, until it is seen that it is not', async () => {
    const { updates } = await openSettings('Transfers');
    fireEvent.change(field('Upload, MB/s'), { target: { value: 'fast' } });
    act(() => screen.getByRole('tab', { name: 'Network' }).focus());
    fireEvent.click(screen.getByRole('tab', { name: 'Network' }));
    expect(document.activeElement).toBe(field('Upload, MB/s'));
    fireEvent.click(screen.getByRole('button', { name: 'Done' }));
    expect(screen.getByText(/^Enter a number from 0.01/)).toBeTruthy();
    expect(document.activeElement).toBe(field('Upload, MB/s'));
    fireEvent.change(field('Upload, MB/s'), { target: { value: '2 MB/s' } });
    fireEvent.click(screen.getByRole('button', { name: 'Done' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(updates()).toEqual([{ uploadLimit: 2_000_000 }]);
  });

  it('close without it when Escape is pressed once more', async () => {
    const { updates } = await openSettings('Network');
    fireEvent.click(screen.getByRole('radio', { name: 'This one' }));
    fireEvent.keyDown(field('Address of the proxy'), { key: 'Escape' });
    expect(screen.getByText(/^Enter http:\/\/ or https:\/\//)).toBeTruthy();
    expect(document.activeElement).toBe(field('Address of the proxy'));
    fireEvent.keyDown(field('Address of the proxy'), { key: 'Escape' });
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(updates()).toEqual([]);
  });

  it('have other limits at a time of day, with two times that differ', async () => {
    const { updates } = await openSettings('Transfers');
    fireEvent.click(screen.getByRole('checkbox', { name: 'Other limits at a time of day' }));
    await screen.findByLabelText('From');
    write('From', '18:00');
    expect(screen.getByText('The two times must differ.')).toBeTruthy();
    write('From', '22:00');
    await waitFor(() => expect(updates()).toHaveLength(2));
    write('Download in this time, MB/s', '4');
    const schedule = { from: '22:00', to: '18:00', uploadLimit: null, downloadLimit: 4_000_000 };
    await waitFor(() => expect(updates().at(-1)).toEqual({ schedule }));
  });

  it('keep the proxy of before until there is a whole address', async () => {
    const { updates } = await openSettings('Network');
    fireEvent.click(screen.getByRole('radio', { name: 'This one' }));
    write('Address of the proxy', 'proxy.example');
    expect(screen.getByText(/^Enter http:\/\/ or https:\/\//)).toBeTruthy();
    expect(updates()).toEqual([]);
    write('Address of the proxy', 'HTTP://proxy.example:3128/');
    const proxy = { mode: 'manual', address: 'http://proxy.example:3128' };
    await waitFor(() => expect(updates()).toEqual([{ proxy }]));
    fireEvent.click(screen.getByRole('radio', { name: 'As the system' }));
    await waitFor(() => expect(updates()[1]).toEqual({ proxy: { mode: 'system' } }));
  });

  it('say which certificates are trusted, and why a file is refused', async () => {
    const chosen: Settings = { ...DEFAULT_SETTINGS, certificateAuthorities: { file: 'acme.pem', count: 2 } };
    const refused = fails(failure('certificates-invalid', { subject: 'notes.txt', reason: 'it holds none' }));
    let answer: () => unknown = () => chosen;
    await openSettings('Network', { settings: { get: () => DEFAULT_SETTINGS, chooseCertificates: () => answer() } });
    fireEvent.click(screen.getByRole('button', { name: 'Choose file…' }));
    expect(await screen.findByText('acme.pem, 2 certificates')).toBeTruthy();
    answer = refused;
    fireEvent.click(screen.getByRole('button', { name: 'Choose file…' }));
    expect((await screen.findByText(/“notes.txt” is not a file of certificates/)).getAttribute('role')).toBe('alert');
    expect(screen.getByText('acme.pem, 2 certificates')).toBeTruthy();
  });
});

const DIAGNOSTICS: Diagnostics = {
  versions: { pail: '1.2.3', electron: '33', chrome: '130', node: '20', os: 'Linux 6.1 x64' },
  build: 'unsupported-package',
  secretStorage: 'memory',
  signInClocks: [{ host: 'login.example', skew: -1_200_000 }],
  engine: { pid: 77, startedAt: Date.now(), restarts: 1, lastExit: null },
  othersWait: true,
  locations: [
    {
      locationId: 'mine',
      label: 'My files',
      store: {
        host: 's3.example',
        provider: 'Ceph',
        decidedBy: 'probe',
        clockSkew: -180_000,
        quirks: [{ name: 'maxParts', value: '1000', fromProfile: true }],
      },
    },
    { locationId: 'other', label: 'Other', store: failure('engine-stopped') },
    { locationId: 'twin', label: 'Twin', store: failure('engine-stopped') },
  ],
};

describe('diagnostics', () => {
  it('tell what is known of Pail and of each store', async () => {
    await openSettings('Diagnostics', { diagnostics: { read: () => DIAGNOSTICS } });
    expect(await screen.findByText('1.2.3')).toBeTruthy();
    expect(screen.getByText(/^For tests only: /)).toBeTruthy();
    expect(screen.getByText(/^Process 77, since Today .*, restarted 1 time$/)).toBeTruthy();
    const [mine, other] = screen.getAllByRole('listitem').filter((item) => within(item).queryByRole('heading'));
    for (const words of ['s3.example', 'Ceph', '180 s behind', 'maxParts: 1000 (profile)']) {
      expect(within(mine as HTMLElement).getByText(words)).toBeTruthy();
    }
    expect(within(other as HTMLElement).queryByRole('button')).toBeNull();
    // What is so of both is said once.
    expect(within(other as HTMLElement).getByRole('heading').textContent).toBe('Other, Twin');
    expect(screen.queryByRole('heading', { name: 'Twin' })).toBeNull();
  });

  it('that cannot be read are read again when that is wanted, and the keyboard stays in the sheet', async () => {
    let answer: () => unknown = fails(failure('engine-stopped'));
    await openSettings('Diagnostics', { diagnostics: { read: () => answer() } });
    const again = await screen.findByRole('button', { name: 'Try again' });
    answer = () => DIAGNOSTICS;
    act(() => again.focus());
    fireEvent.click(again);
    expect(await screen.findByText('1.2.3')).toBeTruthy();
    expect(document.activeElement).toBe(screen.getByRole('dialog', { name: 'Settings' }));
  });

  it('are copied by main, not by the window', async () => {
    const { fake } = await openSettings('Diagnostics', { diagnostics: { read: () => DIAGNOSTICS } });
    fireEvent.click(await screen.findByRole('button', { name: 'Copy diagnostics' }));
    expect(await screen.findByRole('button', { name: 'Copied' })).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Copy for the profile' }));
    await waitFor(() => expect(fake.callsOf('diagnostics.exportQuirks')).toEqual([['mine']]));
    expect(fake.callsOf('diagnostics.copy')).toEqual([[]]);
  });
});
