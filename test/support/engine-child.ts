/**
 * The engine in a process that may be killed at any moment: started with the IPC of `fork`, told what to do by messages. In the
 * real app it is a utilityProcess; what it leaves behind when it is killed is the same.
 */
import { createEngine } from '../../src/main/engine/engine.ts';
import type { LocationGrant, StorageCredentials } from '../../src/main/engine/protocol.ts';
import { NO_IDS } from '../../src/shared/model/id-set.ts';
import { DEFAULT_ARRANGEMENT } from '../../src/shared/model/listing.ts';
import { hasEnded } from '../../src/shared/model/transfer.ts';

/** What it is told once. It goes on with what it finds in `journals`, and starts the rest where it finds nothing. */
export interface ChildOrders {
  readonly journals: string;
  readonly grant: LocationGrant;
  readonly keys: StorageCredentials;
  /** Files and folders that go to the folder `up/`. */
  readonly upload: readonly string[];
  /** Where all of the folder `down/` goes. */
  readonly target: string;
  /** Whether the transfers were started by an earlier process. */
  readonly started: boolean;
}

/** What it tells: that both transfers are remembered, and that all have ended. */
export type ChildNews =
  | { readonly kind: 'started' }
  | { readonly kind: 'ended'; readonly states: readonly string[]; readonly items: readonly unknown[] };

process.once('message', (orders: ChildOrders) => void work(orders));

async function work({ journals, grant, keys, upload, target, started }: ChildOrders): Promise<void> {
  let heard = (): void => undefined;
  const engine = createEngine({ journals, credentials: async () => keys, emit: () => heard() });
  const until = async (isSo: () => Promise<boolean>): Promise<void> => {
    while (!(await isSo())) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
  };
  engine.setLocations([grant]);
  if (!started) {
    await engine.startUpload(grant.id, 'up/', upload, { onConflict: 'skip', emptyFolders: true });
    const { viewId } = await engine.openListing(grant.id, 'down/', DEFAULT_ARRANGEMENT, 'folder');
    const whole = await engine.refresh(viewId);
    let { phase } = whole;
    for (; phase === 'loading'; phase = (await engine.arrange(viewId, DEFAULT_ARRANGEMENT)).phase) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await engine.startDownload(viewId, { allExcept: NO_IDS }, target, 'skip');
    // Before anything is done it is remembered.
    await until(async () => (await engine.transfers()).every(({ state }) => state !== 'preparing'));
    tell({ kind: 'started' });
  }
  await until(async () => (await engine.transfers()).every(hasEnded));
  const all = await engine.transfers();
  const windows = await Promise.all(all.map(({ id }) => engine.items(id, 0, 200)));
  const items = windows.flatMap((window) => window.items.filter(({ state }) => state !== 'done'));
  await engine.close();
  engine.setLocations([]);
  tell({ kind: 'ended', states: all.map(({ kind, state }) => `${kind} ${state}`), items });
  process.disconnect();
}

function tell(news: ChildNews): void {
  process.send?.(news);
}
