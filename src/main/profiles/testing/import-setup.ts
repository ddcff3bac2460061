/** Profiles, a store for them on disk, and all ways in, for tests of main without Electron. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ProfileReview } from '../../../shared/model/profile-review.ts';
import { memorySecretStore, type SecretStore } from '../../platform/secret-store.ts';
import type { ManagedProfiles } from '../managed-profiles.ts';
import { type ProfileFile, parseProfileFile } from '../profile-file.ts';
import { ProfileImports } from '../profile-imports.ts';
import { ProfileStore } from '../profile-store.ts';
import type { PrivateKey } from '../publisher-key.ts';
import { signProfile } from '../signed-profile.ts';

/** A profile as an administrator writes it. */
export function document(change: object = {}) {
  return {
    version: 1,
    name: 'Acme',
    signIn: { issuer: 'https://id.example.org/pool', clientId: 'abc' },
    storage: { region: 'eu-west-1' },
    credentials: [{ id: 'role', kind: 'webIdentity', roleArn: 'r' }],
    locations: [{ label: 'Home', bucket: 'homes' }],
    ...change,
  };
}

const bytesOf = (content: object): Uint8Array => new TextEncoder().encode(JSON.stringify(content));

export const plainFile = (change: object = {}): Promise<ProfileFile> =>
  parseProfileFile(bytesOf(document(change)), 'a.pail');

export async function signedFile(change: object, key: PrivateKey, earlier: PrivateKey[] = []): Promise<ProfileFile> {
  const signed = await signProfile(bytesOf(document(change)), key, earlier);
  return parseProfileFile(new TextEncoder().encode(signed), 'a.pail');
}

export interface ImportSetup {
  /** Where profiles and secrets are kept. */
  readonly folder: string;
  readonly profiles: ProfileStore;
  readonly imports: ProfileImports;
  readonly secrets: SecretStore;
  /** The questions that are open. */
  readonly asked: () => readonly ProfileReview[];
  /** Ids of profiles whose sign-in was ended, and of those that changed. */
  readonly ended: string[];
  readonly changed: string[];
  /** Addresses that were fetched. */
  readonly fetched: string[];
  /** What was told of files that nobody was asked about. */
  readonly taken: string[];
  /** What the next fetch answers. */
  answer: () => Promise<ProfileFile>;
  /** ms since 1970. */
  now: number;
  /** A store as the next run finds it. */
  nextRun(): Promise<ProfileStore>;
  tidy(): Promise<void>;
}

export async function importSetup(managed?: ManagedProfiles): Promise<ImportSetup> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pail-imports-'));
  const secrets = await memorySecretStore(path.join(folder, 'secrets.json'));
  let asked: readonly ProfileReview[] = [];
  const open = () =>
    new ProfileStore(path.join(folder, 'profiles'), secrets, { ...(managed && { managed }), now: () => setup.now });
  const profiles = open();
  await profiles.load();
  const imports = new ProfileImports({
    profiles,
    download: (url) => {
      setup.fetched.push(url.href);
      return setup.answer();
    },
    endSignIn: async (id) => void setup.ended.push(id),
    isSignedIn: () => true,
    onChange: async (id) => void setup.changed.push(id),
    onReviews: (reviews) => {
      asked = reviews;
    },
    onTaken: (name, outcome) => void setup.taken.push(`${name}: ${outcome}`),
    now: () => setup.now,
  });
  const setup: ImportSetup = {
    folder,
    profiles,
    imports,
    secrets,
    asked: () => asked,
    ended: [],
    changed: [],
    fetched: [],
    taken: [],
    answer: () => plainFile(),
    now: Date.UTC(2026, 0, 1),
    nextRun: async () => {
      const next = open();
      await next.load();
      return next;
    },
    tidy: () => rm(folder, { recursive: true }),
  };
  return setup;
}
