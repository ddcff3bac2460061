import type { OwnDrop } from '../../shared/model/drag-out.ts';
import { IS_MAC } from './platform.ts';

/** Files that are dragged in from the desktop. Names are only known once they are dropped. */
export function hasFiles(data: DataTransfer | null): boolean {
  return data !== null && [...data.types].includes('Files');
}

/** How many things are dragged; 0 when the system does not say before they are dropped. */
export function draggedCount(data: DataTransfer): number {
  return [...data.items].filter((item) => item.kind === 'file').length;
}

/** What the keys that are held say about own files: as in the system's file manager. */
export function ownDropWish(event: { altKey: boolean; ctrlKey: boolean; shiftKey: boolean }): OwnDrop {
  if (IS_MAC ? event.altKey : event.ctrlKey) return 'copy';
  return !IS_MAC && event.shiftKey ? 'move' : 'usual';
}

/** Whether a file is called as profiles are. */
export function isProfileName(name: string): boolean {
  return name.toLowerCase().endsWith('.pail');
}
