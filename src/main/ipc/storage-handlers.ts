import { dirname, join } from 'node:path';
import type { Handlers } from '../../shared/api.ts';
import type { ListingsMethods, ObjectsMethods } from '../../shared/api-listings.ts';
import type { TransfersMethods } from '../../shared/api-transfers.ts';
import type { UploadsMethods } from '../../shared/api-uploads.ts';
import { ownDropKind } from '../../shared/model/drag-out.ts';
import type { TransferSummary } from '../../shared/model/transfer.ts';
import { text } from '../../shared/text/index.ts';
import { askToOpen, askToSave, isFolderThere, revealFolder } from '../platform/dialogs.ts';
import { checkLocalPaths, checkWritable, isWritable } from './local-paths.ts';
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
  return {
    createFolder: (locationId, folder, name) => engine.call('createFolder', locationId, folder, name),
    facts: (viewId, selection) => engine.call('objectFacts', viewId, selection),
    rename: (viewId, selection, newName) => engine.call('rename', viewId, selection, newName),
  };
}

export function uploadHandlers({ engine, window }: Services): Handlers<UploadsMethods> {
  return {
    unfinished: (locationId) => engine.call('unfinishedUploads', locationId),
    abort: (locationId, uploads) => engine.call('abortUploads', locationId, uploads),
    goOn: (locationId, upload) => engine.call('goOnWithUpload', locationId, upload),
    adoptFromDialog: async (locationId, upload) => {
      const files = await askToOpen(window(), {
        title: text.dialogs.adoptFile,
        buttonLabel: text.dialogs.choose,
        properties: ['openFile'],
      });
      const path = checkLocalPaths(files ?? [])[0];
      if (path === undefined) return null;
      return engine.call('adoptUpload', locationId, upload, path);
    },
  };
}

/**
 * The folder that is set for downloads, as long as it is there and can be written; else the one that the person chooses, or `undefined`.
 * Throws PailError `target-unwritable`.
 */
async function downloadTarget({ settings, window }: Services): Promise<string | undefined> {
  const { downloadFolder } = settings.read();
  const isUsable =
    downloadFolder !== null && (await isFolderThere(downloadFolder)) && (await isWritable(downloadFolder));
  if (isUsable) return downloadFolder;
  const folders = await askToOpen(window(), {
    title: text.dialogs.downloadTo,
    buttonLabel: text.dialogs.download,
    properties: ['openDirectory', 'createDirectory'],
  });
  const [folder] = checkLocalPaths(folders ?? []);
  if (folder !== undefined) await checkWritable(folder);
  return folder;
}

/**
 * The file that the person chooses for an archive, or `undefined`. The OS asks where something has that name. Throws PailError
 * `target-unwritable`.
 */
async function zipFile({ settings, window }: Services, name: string): Promise<string | undefined> {
  const { downloadFolder } = settings.read();
  const hasFolder = downloadFolder !== null && (await isFolderThere(downloadFolder));
  const file = await askToSave(window(), {
    title: text.zip.title,
    buttonLabel: text.zip.save,
    defaultPath: hasFolder ? join(downloadFolder, name) : name,
    filters: [{ name: text.zip.filter, extensions: ['zip'] }],
  });
  const [path] = checkLocalPaths(file === null ? [] : [file]);
  if (path !== undefined) await checkWritable(dirname(path));
  return path;
}

export function transferHandlers(services: Services): Handlers<TransfersMethods> {
  const { engine, window, settings, stagedFiles } = services;
  const upload = (locationId: string, folder: string, files: readonly string[]): Promise<TransferSummary> => {
    const { onConflict, emptyFolders } = settings.read();
    return engine.call('startUpload', locationId, folder, checkLocalPaths(files), { onConflict, emptyFolders });
  };
  return {
    list: () => engine.call('transfers'),
    items: (transferId, start, count) => engine.call('items', transferId, start, count),
    conflicts: (transferId, start, count) => engine.call('conflicts', transferId, start, count),
    answer: (transferId, answer) => engine.call('answerTransfer', transferId, answer),
    pause: (transferId) => engine.call('pauseTransfer', transferId),
    resume: (transferId) => engine.call('resumeTransfer', transferId),
    setFirst: (transferId, first) => engine.call('setFirst', transferId, first),
    pauseAll: () => engine.call('pauseAll'),
    resumeAll: () => engine.call('resumeAll'),
    uploadDropped: async (locationId, folder, files, own) => {
      const drag = stagedFiles.dragOf(files);
      if (!drag) return upload(locationId, folder, files);
      const kind = ownDropKind(own, drag, { locationId, folder });
      if (kind === null) return null;
      const { onConflict } = settings.read();
      return engine.call('startCopy', drag.viewId, { ids: drag.ids }, locationId, folder, kind, onConflict);
    },
    uploadFromDialog: async (locationId, folder, what) => {
      const files = await askToOpen(window(), {
        title: what === 'files' ? text.dialogs.uploadFiles : text.dialogs.uploadFolders,
        buttonLabel: text.dialogs.upload,
        properties: [what === 'files' ? 'openFile' : 'openDirectory', 'multiSelections'],
      });
      return files ? upload(locationId, folder, files) : null;
    },
    downloadToDialog: async (viewId, selection) => {
      const target = await downloadTarget(services);
      if (target === undefined) return null;
      return engine.call('startDownload', viewId, selection, target, settings.read().onConflict);
    },
    downloadZipToDialog: async (viewId, selection) => {
      const file = await zipFile(services, await engine.call('zipName', viewId, selection));
      return file === undefined ? null : engine.call('startZip', viewId, selection, file);
    },
    deleteSelection: (viewId, selection) => engine.call('startDelete', viewId, selection),
    copyTo: (viewId, selection, locationId, folder, kind) =>
      engine.call('startCopy', viewId, selection, locationId, folder, kind, settings.read().onConflict),
    cancel: (transferId) => engine.call('cancelTransfer', transferId),
    replaceSkipped: (transferId) => engine.call('replaceSkipped', transferId),
    retryFailed: (transferId) => engine.call('retryFailed', transferId),
    reveal: async (transferId) => revealFolder(await engine.call('downloadTarget', transferId)),
    exportReceipts: async (transferId) => {
      const file = await askToSave(window(), {
        title: text.dialogs.saveReceipts,
        defaultPath: text.dialogs.receiptsFile(new Date()),
        filters: [
          { name: 'CSV', extensions: ['csv'] },
          { name: 'JSON', extensions: ['json'] },
        ],
      });
      const path = file === null ? undefined : checkLocalPaths([file])[0];
      if (path === undefined) return false;
      await engine.call('exportReceipts', transferId, path, path.toLowerCase().endsWith('.json') ? 'json' : 'csv');
      return true;
    },
    clearEnded: () => engine.call('clearEnded'),
  };
}
