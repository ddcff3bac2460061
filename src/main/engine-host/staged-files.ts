import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { PailError } from '../../shared/errors.ts';
import type { PreparedDrag } from '../../shared/model/drag-out.ts';
import type { Selection } from '../../shared/model/listing.ts';
import type { SelectedRows, StagedObject } from '../engine/protocol.ts';
import { userFs } from '../user-fs.ts';
import type { EngineHost } from './engine-host.ts';
import { pathKey } from './path-key.ts';
import { contentsOf, makeRemovable, seal } from './staged-folder.ts';

const { mkdir, rm } = userFs.promises;

/** So long after it was last given out a file stays, in ms: whoever it was dropped on may still be copying it. */
const STAY_MS = 30 * 60_000;
/** Most drags whose files are kept at a time, so that the disk holds at most so many times MAX_DRAGGED_BYTES. */
const MAX_KEPT = 8;

/** Rows that were dragged out, and the files that they are. */
export interface StagedDrag extends SelectedRows {
  readonly id: string;
  readonly viewId: string;
  /** Absolute path of the folder that holds the files. */
  readonly folderPath: string;
  /** Absolute paths of files and folders. */
  readonly paths: readonly string[];
  readonly objects: readonly StagedObject[];
  /** As `contentsOf` the folder told when they were staged. */
  readonly contents: string;
}

/**
 * The files of what is dragged out of the window, in a folder of Pail's own that only this user may look into (0700): each drag has a
 * folder in it that never changes, because whoever it was dropped on copies when it likes. They go when Pail starts and ends, with
 * their location, and after {@link STAY_MS}: so they are read-only, and what was written to all the same is not given out again.
 */
export class StagedFiles {
  readonly #root: string;
  readonly #engine: Pick<EngineHost, 'call'>;
  readonly #onError: (error: unknown) => void;
  /** By their ids, the one that was given out last comes last. */
  readonly #drags = new Map<string, StagedDrag>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** `null`: nobody said which there are. */
  #locationIds: ReadonlySet<string> | null = null;

  /** `root` is the absolute path of a folder for nothing else, in one that is there. `onError` hears of what cannot be removed. */
  constructor(root: string, engine: Pick<EngineHost, 'call'>, onError: (error: unknown) => void) {
    // As the system names what is dropped: without symbolic links on the way.
    this.#root = path.join(userFs.realpathSync(path.dirname(root)), path.basename(root));
    this.#engine = engine;
    this.#onError = onError;
  }

  /** Has the files of a selection there. Rejects as `dragOut.prepare`. */
  async prepare(viewId: string, selection: Selection): Promise<PreparedDrag> {
    const rows = await this.#engine.call('rowsOf', viewId, selection);
    const earlier = await this.#find(viewId, rows);
    const id = randomUUID();
    const folderPath = path.join(this.#root, id);
    const unwritable = (error: NodeJS.ErrnoException): never => {
      throw new PailError('target-unwritable', {
        subject: path.basename(this.#root),
        reason: error.code ?? error.message,
      });
    };
    await mkdir(folderPath, { recursive: true, mode: 0o700 }).catch(unwritable);
    let isStaged = false;
    try {
      const outcome = await this.#engine.call('stage', viewId, { ids: rows.ids }, folderPath, earlier?.objects ?? null);
      if (outcome.state === 'same' && earlier && this.#drags.has(earlier.id)) {
        this.#keep(earlier);
        return { state: 'ready', dragId: earlier.id };
      }
      if (outcome.state === 'same') return { state: 'stopped' };
      if (outcome.state !== 'staged') return { state: outcome.state };
      const contents = await seal(folderPath).catch(unwritable);
      if (this.#locationIds?.has(rows.locationId) === false) return { state: 'stopped' };
      isStaged = true;
      const paths = outcome.names.map((name) => path.join(folderPath, name));
      this.#keep({ ...rows, id, viewId, folderPath, paths, objects: outcome.objects, contents });
      return { state: 'ready', dragId: id };
    } finally {
      if (!isStaged) await removeFolder(folderPath);
    }
  }

  /** What was prepared, to be given out now. Throws `not-found`. */
  giveOut(dragId: string): StagedDrag {
    const drag = this.#drags.get(dragId);
    if (!drag) throw new PailError('not-found', { subject: 'What was dragged' });
    this.#keep(drag);
    return drag;
  }

  /**
   * The drag that these paths are all of; `null` for paths that are none of Pail's own. Throws `not-found` where they are, and it is
   * not known any more of what.
   */
  dragOf(paths: readonly string[]): StagedDrag | null {
    const dropped = new Set(paths.map((one) => pathKey(path.resolve(one))));
    const root = pathKey(this.#root + path.sep);
    const isOwn = [...dropped].some((one) => one.startsWith(root));
    if (!isOwn) return null;
    const drag = [...this.#drags.values()].find((one) => {
      const own = new Set(one.paths.map((file) => pathKey(file)));
      return own.size === dropped.size && [...own].every((file) => dropped.has(file));
    });
    if (!drag) throw new PailError('not-found', { subject: 'What was dragged' });
    return drag;
  }

  /** Removes the files of locations that are not among these. */
  keepOnly(locationIds: ReadonlySet<string>): void {
    this.#locationIds = locationIds;
    for (const drag of [...this.#drags.values()]) if (!locationIds.has(drag.locationId)) this.#remove(drag);
  }

  /** Removes all of them, at once: what comes after this call may be the end of the process. */
  clear(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#drags.clear();
    try {
      makeRemovable(this.#root);
      userFs.rmSync(this.#root, { recursive: true, force: true });
    } catch (error) {
      this.#onError(error);
    }
  }

  /** The last drag of these rows, as long as its files are what they were. */
  async #find(viewId: string, { ids }: SelectedRows): Promise<StagedDrag | undefined> {
    const drag = [...this.#drags.values()].findLast(
      (one) => one.viewId === viewId && one.ids.first === ids.first && Buffer.compare(one.ids.bits, ids.bits) === 0,
    );
    // Where they cannot be looked at they are not what they were.
    const contents = drag && (await contentsOf(drag.folderPath).catch(() => null));
    return contents === drag?.contents ? drag : undefined;
  }

  #keep(drag: StagedDrag): void {
    this.#drags.delete(drag.id);
    this.#drags.set(drag.id, drag);
    clearTimeout(this.#timers.get(drag.id));
    this.#timers.set(drag.id, setTimeout(() => this.#remove(drag), STAY_MS).unref());
    for (const oldest of [...this.#drags.values()].slice(0, -MAX_KEPT)) this.#remove(oldest);
  }

  #remove({ id, folderPath }: StagedDrag): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    if (this.#drags.delete(id)) removeFolder(folderPath).catch(this.#onError);
  }
}

async function removeFolder(folder: string): Promise<void> {
  makeRemovable(folder);
  await rm(folder, { recursive: true, force: true });
}
