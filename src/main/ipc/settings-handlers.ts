import type { Handlers } from '../../shared/api.ts';
import type { SettingsMethods } from '../../shared/api-settings.ts';
import { text } from '../../shared/text/index.ts';
import { askToOpen } from '../platform/dialogs.ts';
import { readCertificates } from '../settings/certificates.ts';
import { shownSettings } from '../settings/settings.ts';
import { checkLocalPaths } from './local-paths.ts';
import type { Services } from './services.ts';

export function settingsHandlers({ settings, changeSettings, window }: Services): Handlers<SettingsMethods> {
  const present = () => shownSettings(settings.read());
  return {
    get: present,
    update: (change) => changeSettings(change),
    chooseDownloadFolder: async () => {
      const folders = await askToOpen(window(), {
        title: text.dialogs.downloadFolder,
        buttonLabel: text.dialogs.choose,
        properties: ['openDirectory', 'createDirectory'],
      });
      const [downloadFolder] = checkLocalPaths(folders ?? []);
      return downloadFolder === undefined ? present() : changeSettings({ downloadFolder });
    },
    clearDownloadFolder: () => changeSettings({ downloadFolder: null }),
    chooseCertificates: async () => {
      const { certificateFiles, allFiles } = text.dialogs;
      const files = await askToOpen(window(), {
        title: text.dialogs.certificates,
        buttonLabel: text.dialogs.choose,
        properties: ['openFile'],
        filters: [
          { name: certificateFiles, extensions: ['pem', 'crt', 'cer'] },
          { name: allFiles, extensions: ['*'] },
        ],
      });
      const [file] = checkLocalPaths(files ?? []);
      if (file === undefined) return present();
      return changeSettings({ certificateAuthorities: await readCertificates(file) });
    },
    clearCertificates: () => changeSettings({ certificateAuthorities: null }),
  };
}
