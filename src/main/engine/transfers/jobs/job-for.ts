import type { Action } from '../../../../shared/model/location.ts';
import type { TransferKind } from '../../../../shared/model/transfer.ts';
import type { Picked } from '../../listings/select.ts';
import { folderPrefix, isSameBucket } from '../../locations.ts';
import type { S3Port } from '../../s3/port.ts';
import type { Job } from '../job.ts';
import type { TransferTitle } from '../journal/records.ts';
import type { Disk } from '../local/disk.ts';
import type { Adoption } from './adoption.ts';
import { copyJob } from './copy.ts';
import type { CopySource, Renaming } from './copy-target.ts';
import { deleteJob } from './delete.ts';
import { downloadJob } from './download.ts';
import { uploadJob } from './upload.ts';
import { zipJob } from './zip.ts';

/** All that a job needs to be made again in another process, besides the items. JSON. */
export type JobRequest =
  | {
      readonly kind: 'upload';
      /** Absolute local paths of files and folders. */
      readonly paths: readonly string[];
      /** Whether folders in which there is nothing become markers. */
      readonly emptyFolders: boolean;
      /** Goes on, with the one file in `paths`, with an upload that was begun elsewhere. */
      readonly adopts?: Adoption;
    }
  /** `folders`: the selected ones, without the trailing `/`; the selected objects are items. `target`: an absolute local path. */
  | { readonly kind: 'download'; readonly folders: readonly string[]; readonly target: string }
  /** `file`: an absolute local path; `replaces`: something was there when the person chose it. */
  | { readonly kind: 'zip'; readonly folders: readonly string[]; readonly file: string; readonly replaces: boolean }
  | { readonly kind: 'delete'; readonly folders: readonly string[] }
  /** From a folder to that of the transfer, which is where the title says. `renaming`: of the one thing that is selected. */
  | {
      readonly kind: 'copy' | 'move';
      readonly source: CopySource;
      readonly folders: readonly string[];
      readonly renaming: Renaming | null;
    };

/** What a transfer must be allowed to do at its location. */
export const ACTION_OF: Readonly<Record<TransferKind, Action>> = {
  upload: 'write',
  download: 'read',
  zip: 'read',
  delete: 'delete',
  copy: 'write',
  move: 'write',
};

/** What a copy or move must be allowed to do at the location that it comes from. */
export const SOURCE_ACTIONS: Readonly<Record<'copy' | 'move', readonly Action[]>> = {
  copy: ['read'],
  move: ['read', 'delete'],
};

/** What jobs need of the engine. */
export interface JobParts {
  /** The client for the location of a transfer: asked again for each piece of work, because it may be gone. */
  readonly port: () => Promise<S3Port>;
  /** The same for the location that a copy or move comes from. */
  readonly sourcePort: () => Promise<S3Port>;
  readonly disk: Disk;
  /** The transfer has taken over an upload: nobody else is to remember it. */
  readonly tookOver: (upload: { readonly key: string; readonly uploadId: string }) => void;
  /** Whether one of our transfers remembers an upload of this id as begun. */
  readonly isHeld: (uploadId: string) => boolean;
  /** Our own hand changed the folder of the transfer. */
  readonly ended: () => void;
}

/** The job of a transfer. `objects`: what was selected, where this is its first process. */
export function jobFor(title: TransferTitle, parts: JobParts, objects: Picked['objects'] | null = null): Job {
  const { place, folder, request, id } = title;
  const { bucket } = place;
  const prefix = folderPrefix(place, folder);
  const { port, sourcePort, disk, tookOver, isHeld, ended } = parts;
  switch (request.kind) {
    case 'upload':
      return uploadJob({ ...request, bucket, prefix, port, tookOver, isHeld, ended });
    case 'download':
      return downloadJob({ ...request, bucket, prefix, objects, port, disk, tag: id.slice(0, 8) });
    case 'zip':
      return zipJob({ ...request, bucket, prefix, objects, port, disk, tag: id.slice(0, 8) });
    case 'delete':
      return deleteJob({ ...request, bucket, prefix, objects, port, ended });
    case 'copy':
    case 'move': {
      const { source, ...rest } = request;
      return copyJob({
        ...rest,
        source: {
          port: sourcePort,
          bucket: source.place.bucket,
          prefix: folderPrefix(source.place, source.folder),
        },
        target: { port, bucket, prefix },
        isSameBucket: isSameBucket(source.place, place),
        objects,
        isHeld,
        ended,
      });
    }
  }
}
