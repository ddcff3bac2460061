/** Preferences, and nothing but preferences: no secret, no profile. Held by electron-store, mode 0600. */
import { existsSync, renameSync } from 'node:fs';
import path from 'node:path';
import Store from 'electron-store';
import { z } from 'zod';
import { PailError } from '../../shared/errors.ts';
import { DEFAULT_SETTINGS, MAX_CERTIFICATES_BYTES, type Settings } from '../../shared/model/settings.ts';
import { SETTING_SCHEMAS } from '../../shared/schemas.ts';
import { certificatesIn } from './certificates.ts';

const certificates = z.strictObject({
  file: z.string().min(1).max(1024),
  count: z.int().min(1),
  pem: z
    .string()
    .max(MAX_CERTIFICATES_BYTES)
    .refine((pem) => !('problem' in certificatesIn(pem)), { error: 'certificates in PEM form' }),
});

const settingsSchema = z.strictObject({
  windowBounds: z
    .strictObject({ x: z.int(), y: z.int(), width: z.int().min(200), height: z.int().min(200) })
    .nullable()
    .default(null),
  theme: SETTING_SCHEMAS.theme.default(DEFAULT_SETTINGS.theme),
  uploadLimit: SETTING_SCHEMAS.uploadLimit.default(DEFAULT_SETTINGS.uploadLimit),
  downloadLimit: SETTING_SCHEMAS.downloadLimit.default(DEFAULT_SETTINGS.downloadLimit),
  schedule: SETTING_SCHEMAS.schedule.default(DEFAULT_SETTINGS.schedule),
  requestsAtOnce: SETTING_SCHEMAS.requestsAtOnce.default(DEFAULT_SETTINGS.requestsAtOnce),
  onConflict: SETTING_SCHEMAS.onConflict.default(DEFAULT_SETTINGS.onConflict),
  downloadFolder: z
    .string()
    .max(32_768)
    .refine((folder) => path.isAbsolute(folder), { error: 'an absolute path' })
    .nullable()
    .default(DEFAULT_SETTINGS.downloadFolder),
  emptyFolders: SETTING_SCHEMAS.emptyFolders.default(DEFAULT_SETTINGS.emptyFolders),
  proxy: SETTING_SCHEMAS.proxy.default(DEFAULT_SETTINGS.proxy),
  certificateAuthorities: certificates.nullable().default(null),
  /** By the id of the profile; whoever has not chosen is not in it. */
  staySignedIn: z.record(z.string().max(200), z.boolean()).default({}),
} satisfies Record<keyof Settings | 'windowBounds' | 'staySignedIn', z.ZodType>);

/** What is kept: what a person can set, the content of the certificates included, what was chosen elsewhere and where the window was. */
export type StoredSettings = Readonly<z.infer<typeof settingsSchema>>;

export interface SettingsStore {
  read(): StoredSettings;
  /** Saves the change, and then it holds. Throws PailError `settings-unwritable`, and nothing has changed. */
  update(change: Partial<StoredSettings>): void;
  /** Where a file that could not be read was put, so that the person can be told. */
  readonly setAside: string | null;
}

/** The settings as the window sees them. */
export function shownSettings({
  windowBounds: _,
  staySignedIn: _chosen,
  certificateAuthorities,
  ...settings
}: StoredSettings): Settings {
  const { file, count } = certificateAuthorities ?? { file: '', count: 0 };
  return { ...settings, certificateAuthorities: certificateAuthorities && { file, count } };
}

/** What people chose about staying signed in, which is asked where they sign in. */
export function stayChoicesIn(settings: Pick<SettingsStore, 'read' | 'update'>): {
  get(profileId: string): boolean | undefined;
  set(profileId: string, stay: boolean): void;
} {
  return {
    get: (profileId) => settings.read().staySignedIn[profileId],
    set: (profileId, stay) => {
      const { staySignedIn } = settings.read();
      if (stay !== staySignedIn[profileId]) settings.update({ staySignedIn: { ...staySignedIn, [profileId]: stay } });
    },
  };
}

/** Opens the settings in `directory`. A file that is garbage is moved aside and the defaults hold. */
export function openSettings(directory: string, now: () => number = Date.now): SettingsStore {
  const file = path.join(directory, 'settings.json');
  const open = (): Store<StoredSettings> =>
    new Store<StoredSettings>({ cwd: directory, name: 'settings', configFileMode: 0o600, clearInvalidConfig: false });
  let setAside: string | null = null;
  const moveAside = (): void => {
    if (!existsSync(file)) return;
    setAside = `${file}.${now()}.unreadable`;
    renameSync(file, setAside);
  };
  let store: Store<StoredSettings>;
  let current: StoredSettings;
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
      const next = settingsSchema.parse({ ...current, ...change });
      try {
        store.store = next;
      } catch (cause) {
        const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
        throw new PailError('settings-unwritable', { reason }, { cause });
      }
      current = next;
    },
    setAside,
  };
}
