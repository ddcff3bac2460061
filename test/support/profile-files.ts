/** Profile files on a real disk, and an installation that they are handed to as the window and the OS hand them over. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { importProfiles } from '../../src/main/ipc/profile-handlers.ts';
import type { Services } from '../../src/main/ipc/services.ts';
import { document } from '../../src/main/profiles/testing/import-setup.ts';
import { eachWithImports } from '../../src/main/profiles/testing/import-steps.ts';
import { type Failure, toFailure } from '../../src/shared/errors.ts';

/** Gives each test a folder of files and an installation. Whoever uses it mocks `electron`, which handlers import for dialogs. */
export function eachWithProfileFiles() {
  const steps = eachWithImports();
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'pail-files-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const at = (name: string): string => path.join(folder, name);
  const put = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(at(name), content);
    return at(name);
  };
  return {
    steps,
    /** The path of a file of this name. */
    at,
    put,
    /** A file with a profile, changed so. */
    profile: (change: object, name = 'acme.pail'): Promise<string> => put(name, JSON.stringify(document(change))),
    take(...files: string[]) {
      const services = { ...steps.setup, accounts: { profileSummaries: async () => [] } } as unknown as Services;
      return importProfiles(services, files);
    },
    /** Everything that the installation keeps, by the names of its files. */
    async kept(): Promise<Record<string, string>> {
      const entries = await readdir(steps.setup.folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
      return Object.fromEntries(
        await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)),
      );
    },
  };
}

/** What work fails with. */
export function failureOf(work: Promise<unknown>): Promise<Failure> {
  return work.then(
    () => expect.unreachable('it came in'),
    (error: unknown) => toFailure(error),
  );
}

/** A change of a profile: its one location is other than it was. */
export const location = (change: object) => ({ locations: [{ label: 'Home', bucket: 'homes', ...change }] });
