import { expect, test } from 'vitest';
import { TITLE } from '../testing/transfer-parts.ts';
import type { Job } from './job.ts';
import { NO_JOURNAL } from './journal/journal.ts';
import { Slots } from './slots.ts';
import { Transfer } from './transfer.ts';

const job: Job = {
  kind: 'move',
  batch: 1,
  weight: () => 1,
  prepare: async () => undefined,
  run: async () => undefined,
  ended: () => undefined,
};

test('only a renaming has a new name, which is the last part of where it goes', () => {
  const source = { locationId: 'l', place: TITLE.place, folder: '' };
  const moved = (renaming: { from: string; to: string } | null) => {
    const title = { ...TITLE, request: { kind: 'move' as const, source, folders: [], renaming } };
    const parts = {
      title,
      job,
      journal: NO_JOURNAL,
      slots: new Slots(4),
      changed: () => undefined,
      retryDelay: () => 5,
    };
    return new Transfer(parts, null).summary();
  };
  expect(moved({ from: 'in/a', to: 'in/b' }).newName).toBe('b');
  expect(moved(null)).not.toHaveProperty('newName');
});
