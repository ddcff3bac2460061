import { type DragEvent, useState } from 'react';
import { rows } from '../../state/listing-store.ts';
import { draggedCount, hasFiles } from '../../ui/dropped.ts';
import { rowIndexOf } from '../../ui/virtual-list/VirtualList.tsx';

export interface DropTarget {
  /** The folder row it would go into, or -1 for the folder that is shown. */
  readonly row: number;
  readonly name: string | null;
  /** How many things; 0 when not known yet. */
  readonly count: number;
}

interface FileDropOptions {
  /** Why nothing can be dropped here, or `null`. */
  readonly refusal: string | null;
  /** `name` is that of the folder row, `null` for the folder that is shown. */
  onDrop(files: readonly File[], name: string | null): void;
}

/** Files from the desktop over the list: where they would go, and what to attach to the list. */
export function useFileDrop({ refusal, onDrop }: FileDropOptions) {
  const [target, setTarget] = useState<DropTarget | null>(null);
  const handlers = {
    onDragOver(event: DragEvent) {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = refusal === null ? 'copy' : 'none';
      const next = targetAt(event, refusal !== null);
      setTarget((old) => (old?.row === next.row && old.count === next.count && old.name === next.name ? old : next));
    },
    onDragLeave(event: DragEvent) {
      if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setTarget(null);
    },
    onDrop(event: DragEvent) {
      event.preventDefault();
      setTarget(null);
      const files = [...event.dataTransfer.files];
      if (refusal === null && files.length > 0) onDrop(files, targetAt(event, false).name);
    },
  };
  return { target, handlers };
}

function targetAt(event: DragEvent, refused: boolean): DropTarget {
  const count = draggedCount(event.dataTransfer);
  const row = refused ? -1 : rowIndexOf(event.target);
  const entry = row < 0 ? undefined : rows.at(row);
  return entry?.kind === 'folder' ? { row, name: entry.name, count } : { row: -1, name: null, count };
}
