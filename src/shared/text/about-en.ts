/** The words of the About panel, and what the diagnostics say of a build. */
import type { BuildKind } from '../model/build.ts';

export const aboutEn = {
  /** What must be known of a build; nothing of one that is as it should be. */
  builds: {
    package: null,
    'unsupported-package':
      'For tests only: it was made of an Electron that stands in for the official one and lacks security fixes',
    'source-tree': 'Run from the source tree',
  } satisfies Record<BuildKind, string | null>,
  electron: (version: string) => `Electron ${version}`,
  copyright: '© 2026 The Pail authors. MIT licence.',
};
