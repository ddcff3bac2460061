/** The engine in this very process, and how late the process's loop is meanwhile: what main's would be with the engine in it. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createEngine, type EngineHost } from '../../../src/main/engine/engine.ts';
import type { EngineEvents } from '../../../src/main/engine/protocol.ts';
import { idSetOf } from '../../../src/shared/model/id-set.ts';
import { DEFAULT_ARRANGEMENT } from '../../../src/shared/model/listing.ts';
import type { AccessKeys } from '../../support/rgw.ts';
import { answerWith } from './parent.ts';

/** A download of all that a folder has. */
export interface InsideQuestion {
  readonly endpoint: string;
  readonly keys: AccessKeys;
  readonly bucket: string;
  readonly folder: string;
  readonly target: string;
}

export interface InsideAnswer {
  /** Seconds: the 99th percentile at a resolution of 1 ms. */
  readonly delay: number;
  readonly cpu: number;
  readonly rss: number;
}

const LOCATION = 'bench';

answerWith(async ({ endpoint, keys, bucket, folder, target }: InsideQuestion): Promise<InsideAnswer> => {
  const listeners = new Set<(event: string, payload: unknown) => void>();
  const emit: EngineHost['emit'] = (event, payload) => {
    for (const listener of listeners) listener(event, payload);
  };
  const engine = createEngine({ credentials: async () => keys, emit });
  /** The first payload of an event that is wanted. */
  const heard = <E extends keyof EngineEvents>(event: E, wanted: (payload: EngineEvents[E]) => boolean) =>
    new Promise<EngineEvents[E]>((resolve) => {
      const listener = (name: string, payload: unknown): void => {
        if (name !== event || !wanted(payload as EngineEvents[E])) return;
        listeners.delete(listener);
        resolve(payload as EngineEvents[E]);
      };
      listeners.add(listener);
    });
  const storage = { region: 'us-east-1', endpoint, pathStyle: true };
  const actions = ['list', 'read'] as const;
  await engine.setLocations([
    {
      id: LOCATION,
      accountId: 'ana',
      label: 'Bench',
      bucket,
      prefix: '',
      actions: [...actions],
      storage,
      credentialsId: LOCATION,
    },
  ]);
  const complete = heard('listing.changed', ({ phase }) => phase === 'complete');
  const { viewId } = await engine.openListing(LOCATION, folder, DEFAULT_ARRANGEMENT, 'folder');
  const { count } = await complete;
  const { ids } = await engine.rows(viewId, 0, count);

  const loop = monitorEventLoopDelay({ resolution: 1 });
  const before = process.cpuUsage();
  loop.enable();
  const ended = heard('transfers.changed', ([transfer]) => transfer?.state === 'completed');
  await engine.startDownload(viewId, { ids: idSetOf(ids) }, target);
  await ended;
  loop.disable();
  const { user, system } = process.cpuUsage(before);
  await engine.setLocations([]);
  return {
    delay: loop.percentile(99) / 1e9,
    cpu: (user + system) / 1e6,
    rss: process.resourceUsage().maxRSS * 1024,
  };
});
