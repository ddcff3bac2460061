/** The part of the contract (api.ts) that is about dragging rows out of the window. */
import type { Result } from './errors.ts';
import type { PreparedDrag } from './model/drag-out.ts';
import type { Selection } from './model/listing.ts';

export interface DragOutMethods {
  /**
   * Has the selection ready to be dragged out: downloads it, folders with all that is in them, to a folder of Pail's own, or finds
   * that it is there from an earlier drag and has not changed since. One at a time: a later call stops the one before.
   * Codes: `not-found`, `action-not-allowed`, and as a download.
   */
  prepare(viewId: string, selection: Selection): Promise<Result<PreparedDrag>>;
  /**
   * Begins the system's drag of what was prepared, for a person who holds the button; answers when it has ended. Codes: `not-found`
   * for what is not there any more.
   */
  begin(dragId: string): Promise<Result<void>>;
}
