/**
 * The machine's folder of profiles, for the app of one desktop alone: in a mount namespace of its own, in which the folder is another one.
 * The app goes the way that it goes everywhere, and nothing of the machine is changed but for an empty folder to mount on, for as long as this lasts.
 */
import { mkdir, mkdtemp, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Desktop } from './desktop.ts';

const PLACE = '/etc/pail/profiles.d';

/** Only root can put a folder in the place of another, and only what root owns is the machine's. */
export const canManage = process.getuid?.() === 0;

/** Runs `body` while apps that Playwright starts on this desktop find these files in the machine's folder. */
export async function withManagedFolder(
  desktop: Desktop,
  files: Readonly<Record<string, string>>,
  body: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pail-machine-'));
  const inner = path.join(folder, 'profiles.d');
  const launcher = await readFile(desktop.launcher, 'utf8');
  const made = await makePlace();
  try {
    await mkdir(inner, { mode: 0o755 });
    for (const [name, content] of Object.entries(files)) {
      await writeFile(path.join(inner, name), content, { mode: 0o644 });
    }
    const command = `mount --bind '${inner}' '${PLACE}' && exec "$@"`;
    const inNamespace = `unshare --mount --propagation private sh -c '${command.replaceAll("'", "'\\''")}' sh `;
    await writeFile(desktop.launcher, launcher.replace(/^exec /m, `exec ${inNamespace}`));
    await body(inner);
  } finally {
    await writeFile(desktop.launcher, launcher);
    for (const one of made) await rmdir(one);
    await rm(folder, { recursive: true });
  }
}

/** Makes the folder to mount on; answers what was not there before, innermost first. */
async function makePlace(): Promise<string[]> {
  const made: string[] = [];
  for (const one of [path.dirname(PLACE), PLACE]) {
    const isNew = await mkdir(one, { mode: 0o755 }).then(
      () => true,
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return false;
        throw error;
      },
    );
    if (isNew) made.unshift(one);
  }
  return made;
}
