import { Items } from '../transfers/items.ts';
import type { JobContext } from '../transfers/job.ts';
import type { TransferTitle } from '../transfers/journal/records.ts';

/** The title of a transfer that nobody looks at closely. */
export const TITLE: TransferTitle = {
  id: 't',
  locationId: 'l',
  place: { bucket: 'b', prefix: '', endpoint: '', region: 'us-east-1' },
  folder: '',
  firstName: 'a',
  requested: 1,
  onConflict: 'ask',
  startedAt: 0,
  request: { kind: 'delete', folders: [] },
};

/** What a job gets of a transfer that is never stopped. */
export function contextOf(items: Items = new Items(), change: Partial<JobContext> = {}): JobContext {
  return {
    items,
    signal: new AbortController().signal,
    keeps: () => false,
    mayBeDone: () => false,
    add: (...item) => items.add(...item),
    progress: (index, bytes) => items.progress(index, bytes),
    kept: (index, bytes) => items.keep(index, bytes),
    commit: async () => undefined,
    ...change,
  };
}
