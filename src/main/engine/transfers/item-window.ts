import { MAX_ITEMS, type TransferItem } from '../../../shared/model/transfer.ts';
import type { Items } from './items.ts';

/** At most {@link MAX_ITEMS} items: those that failed come first, then running ones, then the rest in order. */
export function itemWindow(items: Items, start: number, count: number): TransferItem[] {
  const from = Math.max(0, Math.trunc(start));
  const end = from + Math.min(Math.max(0, Math.trunc(count)), MAX_ITEMS);
  const first = [...items.indicesOf('failed'), ...items.indicesOf('running')];
  const found = first.slice(from, end);
  let position = first.length;
  for (let index = 0; index < items.count && position < end; index += 1) {
    const state = items.state(index);
    if (state === 'failed' || state === 'running') continue;
    if (position >= from) found.push(index);
    position += 1;
  }
  return found.map((index) => ({
    name: items.name(index),
    state: items.state(index),
    size: items.size(index),
    bytesDone: items.bytesDoneOf(index),
    failure: items.failure(index),
  }));
}
