import path from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { describeInAboutPanel } from './about.ts';
import { buildKind } from './build.ts';

const { app } = vi.hoisted(() => ({
  app: {
    isPackaged: true,
    getVersion: (): string => '1.2.3',
    getAppPath: () => '/source',
    setAboutPanelOptions: vi.fn(),
  },
}));
vi.mock('electron', () => ({ app }));

const panel = (): { applicationVersion: string; copyright: string; iconPath: string } => {
  describeInAboutPanel('45.4.1');
  return app.setAboutPanelOptions.mock.lastCall?.[0];
};

beforeEach(() => {
  Object.assign(app, { isPackaged: true, getVersion: () => '1.2.3' });
  Object.assign(process, { resourcesPath: '/opt/Pail/resources' });
});

it('a package says its version and that of Electron, and nothing else', () => {
  expect(buildKind()).toBe('package');
  expect(panel()).toMatchObject({
    applicationName: 'Pail',
    applicationVersion: '1.2.3',
    copyright: expect.stringMatching(/^Electron 45\.4\.1\n© /),
    iconPath: path.join('/opt/Pail/resources', 'icon.png'),
  });
});

it('one that was made of a stand-in says so', () => {
  app.getVersion = () => '1.2.3-dev-unsupported';
  expect(buildKind()).toBe('unsupported-package');
  expect(panel()).toMatchObject({
    applicationVersion: '1.2.3-dev-unsupported',
    copyright: expect.stringContaining('\nFor tests only: '),
  });
});

it('whoever runs the source tree is told so, whatever its version', () => {
  Object.assign(app, { isPackaged: false, getVersion: () => '1.2.3-dev-unsupported' });
  expect(buildKind()).toBe('source-tree');
  const { copyright, iconPath } = panel();
  expect(copyright).toContain('\nRun from the source tree\n');
  expect(iconPath).toBe(path.join('/source', 'resources/icons/256x256.png'));
});
