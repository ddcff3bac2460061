import type { Handlers, ListingsMethods, ObjectsMethods, TransfersMethods } from '../../shared/api.ts';
import { text } from '../../shared/text/index.ts';
import { askToOpen, revealFolder } from '../platform/dialogs.ts';
import { checkLocalPaths } from './local-paths.ts';
import type { Services } from './services.ts';

export function listingHandlers({ engine }: Services): Handlers<ListingsMethods> {
  return {
    open: (locationId, folder, arrangement, scope) =>
      engine.call('openListing', locationId, folder, arrangement, scope),
    rows: (viewId, start, count) => engine.call('rows', viewId, start, count),
    arrange: (viewId, arrangement) => engine.call('arrange', viewId, arrangement),
    range: (viewId, from, to) => engine.call('range', viewId, from, to),
    find: (viewId, prefix, from) => engine.call('find', viewId, prefix, from),
    summarize: (viewId, selection) => engine.call('summarize', viewId, selection),
    measure: (viewId, selection) => engine.call('measure', viewId, selection),
    stopMeasure: (viewId) => engine.call('stopMeasure', viewId),
    refresh: (viewId) => engine.call('refresh', viewId),
    stop: (viewId) => engine.call('stopListing', viewId),
    close: (viewId) => engine.call('closeListing', viewId),
  };
}

export function objectHandlers({ engine }: Services): Handlers<ObjectsMethods> {
  return { createFolder: (locationId, folder, name) => engine.call('createFolder', locationId, folder, name) };
}

export function transferHandlers({ engine, window }: Services): Handlers<TransfersMethods> {
  return {
    list: () => engine.call('transfers'),
    items: (transferId, start, count) => engine.call('items', transferId, start, count),
    uploadDropped: (locationId, folder, files) =>
      engine.call('startUpload', locationId, folder, checkLocalPaths(files)),
    uploadFromDialog: async (locationId, folder, what) => {
      const files = await askToOpen(window(), {
        title: what === 'files' ? text.dialogs.uploadFiles : text.dialogs.uploadFolders,
        buttonLabel: text.dialogs.upload,
        properties: [what === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'],
      });
      return files ? engine.call('startUpload', locationId, folder, checkLocalPaths(files)) : null;
    },
    downloadToDialog: async (viewId, selection) => {
      const folders = await askToOpen(window(), {
        title: text.dialogs.downloadTo,
        buttonLabel: text.dialogs.download,
        properties: ['openDirectory', 'createDirectory'],
      });
      const target = folders && checkLocalPaths(folders)[0];
      return target ? engine.call('startDownload', viewId, selection, target) : null;
    },
    deleteSelection: (viewId, selection) => engine.call('startDelete', viewId, selection),
    cancel: (transferId) => engine.call('cancelTransfer', transferId),
    replaceSkipped: (transferId) => engine.call('replaceSkipped', transferId),
    retryFailed: (transferId) => engine.call('retryFailed', transferId),
    reveal: async (transferId) => revealFolder(await engine.call('downloadTarget', transferId)),
    clearEnded: () => engine.call('clearEnded'),
  };
}
