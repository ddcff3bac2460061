import type { Handlers } from '../../shared/api.ts';
import type { DragOutMethods } from '../../shared/api-drag-out.ts';
import { dragFilesOut } from '../platform/native-drag.ts';
import type { Services } from './services.ts';

/** The page names rows, and later what was made of them: never a path. */
export function dragOutHandlers({ stagedFiles, window }: Services): Handlers<DragOutMethods> {
  return {
    prepare: (viewId, selection) => stagedFiles.prepare(viewId, selection),
    begin: (dragId) => {
      const { paths } = stagedFiles.giveOut(dragId);
      const contents = window()?.webContents;
      if (contents) dragFilesOut(contents, paths);
    },
  };
}
