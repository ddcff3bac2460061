import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failure } from '../../../../shared/errors.ts';
import type { ItemState, TransferSummary } from '../../../../shared/model/transfer.ts';
import { TITLE } from '../../testing/transfer-parts.ts';
import { Items } from '../items.ts';
import type { Journal } from './journal.ts';
import { recall } from './recall.ts';
import { type JournalRecord, joinRecord } from './records.ts';

/** A journal that keeps records as a file has them. */
function memory(): { readonly journal: Journal; payloads(): Buffer[] } {
  const records: JournalRecord[] = [{ r: 'title', title: TITLE }];
  return {
    journal: {
      append: (record) => {
        const copy = structuredClone(record);
        if (!joinRecord(records.at(-1), copy)) records.push(copy);
      },
      commit: async () => undefined,
      close: async () => undefined,
    },
    payloads: () => records.map((record) => Buffer.from(JSON.stringify([record]))),
  };
}

const STATES: ItemState[] = ['waiting', 'running', 'done', 'failed', 'skipped', 'cancelled'];
const index = fc.nat(30);
const operation = fc.oneof(
  fc.record({ do: fc.constant('add' as const), name: fc.string(), size: fc.nat(1e9), origin: fc.string() }),
  fc.record({ do: fc.constant('set' as const), index, state: fc.constantFrom(...STATES) }),
  fc.record({ do: fc.constant('finish' as const), index, size: fc.nat(1e9) }),
  fc.record({ do: fc.constant('choose' as const), index, target: fc.option(fc.string(), { nil: undefined }) }),
  fc.record({ do: fc.constant('begin' as const), index, base: fc.jsonValue() }),
  fc.record({ do: fc.constant('step' as const), index, step: fc.jsonValue() }),
  fc.record({ do: fc.constant('settle' as const), index }),
);

/** All that another process must know of the items; what ran there waits here. */
function known(items: Items): unknown {
  return Array.from({ length: items.count }, (_, at) => {
    const state = items.state(at);
    return {
      name: items.name(at),
      origin: items.origin(at),
      state: state === 'running' ? 'waiting' : state,
      // The size of what is not done is only what somebody announced.
      size: state === 'done' ? items.size(at) : null,
      bytes: state === 'done' ? items.bytesDoneOf(at) : 0,
      failure: state === 'running' ? null : items.failure(at),
      choice: items.choice(at),
      target: items.target(at),
      begun: items.begun(at),
    };
  });
}

test('what is recalled is what was live, whatever happened', () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
      const { journal, payloads } = memory();
      const items = new Items(journal);
      for (const one of operations) {
        if (one.do === 'add') items.add(one.name, one.size, 5, one.origin);
        else if (one.index >= items.count) continue;
        else if (one.do === 'set' && one.state === 'done') items.set(one.index, 'waiting');
        else if (one.do === 'set') items.set(one.index, one.state, one.state === 'failed' ? failure('internal') : null);
        else if (one.do === 'finish') {
          items.set(one.index, 'running');
          items.resize(one.index, one.size);
          items.progress(one.index, one.size - items.bytesDoneOf(one.index));
          items.finish(one.index, 1);
        } else if (one.do === 'choose') items.choose(one.index, 'keep-both', one.target);
        else if (one.do === 'begin') items.begin(one.index, one.base);
        else if (one.do === 'step' && items.begun(one.index)) items.step(one.index, one.step);
        else if (one.do === 'settle') items.settle(one.index);
      }
      const recalled = recall(payloads())?.items;
      expect(recalled && JSON.parse(JSON.stringify(known(recalled)))).toEqual(JSON.parse(JSON.stringify(known(items))));
      expect(recalled?.nextWaiting()).toBe(recalled?.indicesOf('waiting')[0] ?? -1);
    }),
    { numRuns: 300 },
  );
});

const ENDED: JournalRecord = { r: 'ended', summary: { state: 'cancelled' } as TransferSummary, begun: 0 };
const recalledOf = (...records: JournalRecord[]) =>
  recall([{ r: 'title', title: TITLE } as const, ...records].map((record) => Buffer.from(JSON.stringify([record]))));

test('a transfer that runs again after its end has not ended; what is taken back late changes nothing about the end', () => {
  expect(recalledOf(ENDED)?.ended).toMatchObject({ state: 'cancelled' });
  expect(recalledOf(ENDED, { r: 'states', changes: [] })?.ended).toBeNull();
  expect(recalledOf({ r: 'begun', index: 0, base: 1 }, ENDED, { r: 'settled', index: 0 })?.ended).toMatchObject({
    state: 'cancelled',
  });
});

test('the marks are those that were set, and a journal that does not say what it is about is none', () => {
  expect(recalledOf()).toMatchObject({ isSeeded: false, isPrepared: false, isReviewed: false, isPaused: false });
  const marks = recalledOf({ r: 'seeded' }, { r: 'prepared' }, { r: 'reviewed' }, { r: 'paused', paused: true });
  expect(marks).toMatchObject({ isSeeded: true, isPrepared: true, isReviewed: true, isPaused: true });
  expect(recalledOf({ r: 'paused', paused: true }, { r: 'paused', paused: false })?.isPaused).toBe(false);
  expect(recall([Buffer.from('[{"r":"seeded"}]')])).toBeNull();
});
