import { useEffect, useState } from 'react';
import { text } from '../../shared/text/index.ts';
import { pail } from '../bridge.ts';
import { notify, report } from '../state/notices.ts';
import { showProfile } from '../state/place.ts';
import { hasFiles, isProfileName } from '../ui/dropped.ts';

export async function importProfiles(files: readonly File[]): Promise<void> {
  if (files.length === 0) return;
  const [first] = await pail.profiles.importDropped(files);
  if (first) showProfile(first.id);
}

/** Of what is dropped on the sidebar, only profiles make sense. */
export function importFromSidebar(files: readonly File[]): void {
  if (files.every(({ name }) => isProfileName(name))) importProfiles(files).catch(report);
  else notify({ kind: 'info', message: text.ui.sidebar.onlyProfiles, details: '' });
}

/**
 * Files over the window where no part of it takes them: imported as profiles when `accepts`, else refused. Without this
 * the window would go to the file. Answers whether files are over the window and would be taken.
 */
export function useWindowDrop(accepts: boolean): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onDragOver = (event: DragEvent) => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      const taken = accepts && hasFiles(event.dataTransfer);
      if (event.dataTransfer) event.dataTransfer.dropEffect = taken ? 'copy' : 'none';
      setOver(taken);
    };
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (accepts) importProfiles([...(event.dataTransfer?.files ?? [])]).catch(report);
    };
    window.addEventListener('dragover', onDragOver);
    window.addEventListener('dragleave', onDragLeave);
    window.addEventListener('drop', onDrop);
    return () => {
      window.removeEventListener('dragover', onDragOver);
      window.removeEventListener('dragleave', onDragLeave);
      window.removeEventListener('drop', onDrop);
    };
  }, [accepts]);
  return over && accepts;
}
