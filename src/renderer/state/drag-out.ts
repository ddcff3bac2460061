/** Rows that are being dragged out of the window: for where they are dragged from, and for what they can be dropped on. */
import { create } from 'zustand';
import { type OwnDrop, ownDropKind } from '../../shared/model/drag-out.ts';
import { text } from '../../shared/text/index.ts';
import type { Chosen } from './chosen.ts';

/** Rows that somebody drags. */
export interface DraggedRows {
  readonly viewId: string;
  readonly locationId: string;
  readonly folder: string;
  /** Whether one may delete there, without which nothing moves. */
  readonly mayMove: boolean;
  readonly chosen: Chosen;
  readonly count: number;
  /** `preparing`: their files are not there yet; `under-way`: the system drags them. */
  readonly phase: 'preparing' | 'under-way';
}

export const useDragOut = create<{ readonly dragged: DraggedRows | null }>(() => ({ dragged: null }));

/** The rows that the system drags now. What is dropped on the window then is most likely they; main knows for sure. */
export function rowsUnderWay(): DraggedRows | null {
  const { dragged } = useDragOut.getState();
  return dragged?.phase === 'under-way' ? dragged : null;
}

/** What a drop of these files on a folder would be: `upload` for those of others, `null` where nothing is to be done. */
export function dropKind(own: OwnDrop, to: { readonly locationId: string; readonly folder: string }) {
  const dragged = rowsUnderWay();
  return dragged ? ownDropKind(own, dragged, to) : 'upload';
}

/** What a drop would do, in words. `count`: how many things, 0 where that is not known before. */
export function dropWords(kind: 'upload' | 'copy' | 'move', count: number, into: string): string {
  const what = count > 0 ? text.counts.items(count) : null;
  // Of rows of our own it is known how many there are.
  return kind === 'upload' ? text.ui.explorer.dropInto(what, into) : text.ui.dragOut.into[kind](what ?? '', into);
}
