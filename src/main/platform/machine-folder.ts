import path from 'node:path';

/** Where this machine's administrator puts profiles for everybody who uses it; docs/admin-guide.md names these places. */
export function machineProfilesFolder(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string {
  if (platform === 'darwin') return '/Library/Application Support/Pail/profiles';
  // The variable can be set by the person, which is no gain to them: they start Pail, and may import what they like.
  if (platform === 'win32') return path.win32.join(environment['ProgramData'] ?? 'C:\\ProgramData', 'Pail', 'profiles');
  return '/etc/pail/profiles.d';
}

/** Who may own what is in there: root; on Windows there is no such number. */
export function machineOwners(platform: NodeJS.Platform): ReadonlySet<number> | null {
  return platform === 'win32' ? null : new Set([0]);
}
