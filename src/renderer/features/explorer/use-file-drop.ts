import { type DragEvent, useState } from 'react';
import type { OwnDrop } from '../../../shared/model/drag-out.ts';
import { text } from '../../../shared/text/index.ts';
import { isChosen } from '../../state/chosen.ts';
import { dropKind, rowsUnderWay } from '../../state/drag-out.ts';
import { openViewId, rows } from '../../state/listing-store.ts';
import { notify } from '../../state/notices.ts';
import { draggedCount, hasFiles, ownDropWish } from '../../ui/dropped.ts';
import { rowIndexOf } from '../../ui/virtual-list/VirtualList.tsx';
import { watchRefused } from './refused-drop.ts';

export interface DropTarget {
  /** The folder row it would go into, or -1 for the folder that is shown. */
  readonly row: number;
  readonly name: string | null;
  /** How many things; 0 when not known yet. */
  readonly count: number;
  /** What a drop would be; `null`: nothing, they are here already. */
  readonly kind: 'upload' | 'copy' | 'move' | null;
}

interface FileDropOptions {
  /** The folder that is shown. */
  readonly locationId: string;
  readonly folder: string;
  /** Why nothing can be dropped here, or `null`. */
  readonly refusal: string | null;
  /** `name` is that of the folder row, `null` for the folder that is shown. */
  onDrop(files: readonly File[], name: string | null, own: OwnDrop): void;
}

/** Files from the desktop, or rows of our own, over the list: where they would go, and what to attach to the list. */
export function useFileDrop({ locationId, folder, refusal, onDrop }: FileDropOptions) {
  const [target, setTarget] = useState<DropTarget | null>(null);
  const targetOf = (event: DragEvent): DropTarget => {
    const where = rowAt(event, refusal !== null);
    const into = where.name === null ? folder : `${folder}${where.name}/`;
    const count = rowsUnderWay()?.count ?? draggedCount(event.dataTransfer);
    return { ...where, count, kind: dropKind(ownDropWish(event), { locationId, folder: into }) };
  };
  const handlers = {
    onDragOver(event: DragEvent) {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      const next = targetOf(event);
      // Also for a move: the system is told of copies only, since it would not take the originals away.
      event.dataTransfer.dropEffect = refusal === null && next.kind !== null ? 'copy' : 'none';
      setTarget((old) => (old && isSame(old, next) ? old : next));
    },
    onDragLeave(event: DragEvent) {
      if (event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)) return;
      setTarget(null);
      // Rows of our own that are dragged out of here were never meant to stay.
      if (refusal !== null && target?.kind === 'upload') watchRefused(() => tellRefused(refusal));
    },
    onDrop(event: DragEvent) {
      event.preventDefault();
      setTarget(null);
      const files = [...event.dataTransfer.files];
      if (refusal !== null) tellRefused(refusal);
      else if (files.length > 0) onDrop(files, rowAt(event, false).name, ownDropWish(event));
    },
  };
  return { target, handlers };
}

function tellRefused(why: string): void {
  notify({ kind: 'info', message: text.ui.explorer.dropRefused(why), details: '' });
}

function isSame(one: DropTarget, other: DropTarget): boolean {
  return one.row === other.row && one.count === other.count && one.name === other.name && one.kind === other.kind;
}

/** The folder row under the pointer, unless it is among those that are dragged. */
function rowAt(event: DragEvent, refused: boolean): Pick<DropTarget, 'row' | 'name'> {
  const row = refused ? -1 : rowIndexOf(event.target);
  const entry = row < 0 ? undefined : rows.at(row);
  if (entry?.kind !== 'folder') return { row: -1, name: null };
  const dragged = rowsUnderWay();
  const isDragged = dragged !== null && dragged.viewId === openViewId() && isChosen(dragged.chosen, entry.id);
  return isDragged ? { row: -1, name: null } : { row, name: entry.name };
}
