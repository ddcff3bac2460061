import { app } from 'electron';
import { text } from '../../shared/text/index.ts';
import { buildKind, iconFile } from './build.ts';

/**
 * Fills the system's About panel. All of it stands in its name, version and copyright, which are what every system shows;
 * credits are for some.
 */
export function describeInAboutPanel(electronVersion = process.versions.electron ?? ''): void {
  const { builds, electron, copyright } = text.about;
  const lines = [electron(electronVersion), builds[buildKind()], copyright];
  app.setAboutPanelOptions({
    applicationName: text.app.name,
    applicationVersion: app.getVersion(),
    // On macOS the build stands beside the version, where there is none to be told.
    version: '',
    copyright: lines.filter((line) => line !== null).join('\n'),
    iconPath: iconFile(),
  });
}
