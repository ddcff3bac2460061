import { afterEach, beforeEach, expect } from 'vitest';
import { toFailure } from '../../../shared/errors.ts';
import type { ImportReview } from '../../../shared/model/profile-review.ts';
import { type ImportSetup, importSetup, type plainFile } from './import-setup.ts';

/** Other settings than those of `plainFile`. */
export const OTHER_STORAGE = { storage: { region: 'us-east-1' } };

/** A profile whose app client has this secret. */
export const withSecret = (clientSecret: unknown) => ({
  signIn: { issuer: 'https://id.example.org/pool', clientId: 'abc', clientSecret },
});

/** The code that work fails with; null where it does not. */
export const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => toFailure(error).code,
  );

/** Gives each test an installation of its own, and what a person does there. */
export function eachWithImports() {
  const steps = {
    setup: undefined as unknown as ImportSetup,
    /** The one open question about a file. */
    review(): ImportReview {
      const [asked] = steps.setup.asked();
      expect(steps.setup.asked()).toHaveLength(1);
      if (asked?.kind !== 'import') throw new Error('no file is asked about');
      return asked;
    },
    accept: (passphrase: string | null = null) => steps.setup.imports.answer(steps.review().id, true, passphrase),
    /** Imports, and says yes where that is asked; answers the id. */
    async imported(file: Awaited<ReturnType<typeof plainFile>>): Promise<string> {
      const stored = (await steps.setup.imports.take(file)) ?? (await steps.accept());
      return stored?.id ?? '';
    },
  };
  beforeEach(async () => {
    steps.setup = await importSetup();
  });
  afterEach(() => steps.setup.tidy());
  return steps;
}
