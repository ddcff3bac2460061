/** Preferences, and nothing but preferences: no secret, no profile. Held by electron-store, mode 0600. */
import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import Store from 'electron-store';
import { z } from 'zod';

const settingsSchema = z.strictObject({
  windowBounds: z
    .strictObject({ x: z.int(), y: z.int(), width: z.int().min(200), height: z.int().min(200) })
    .nullable()
    .default(null),
});

export type Settings = z.infer<typeof settingsSchema>;

export interface SettingsStore {
  read(): Settings;
  update(change: Partial<Settings>): void;
  /** Where a file that could not be read was put, so that the person can be told. */
  readonly setAside: string | null;
}

/** Opens the settings in `directory`. A file that is garbage is moved aside and the defaults hold. */
export function openSettings(directory: string, now: () => number = Date.now): SettingsStore {
  const file = path.join(directory, 'settings.json');
  const open = (): Store<Settings> =>
    new Store<Settings>({ cwd: directory, name: 'settings', configFileMode: 0o600, clearInvalidConfig: false });
  let setAside: string | null = null;
  const moveAside = (): void => {
    if (!existsSync(file)) return;
    setAside = `${file}.${now()}.unreadable`;
    renameSync(file, setAside);
  };
  let store: Store<Settings>;
  let current: Settings;
  try {
    store = open();
    current = settingsSchema.parse(store.store);
  } catch {
    moveAside();
    store = open();
    current = settingsSchema.parse({});
  }
  return {
    read: () => current,
    update: (change) => {
      current = settingsSchema.parse({ ...current, ...change });
      store.store = current;
    },
    setAside,
  };
}
