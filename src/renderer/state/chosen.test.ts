import { describe, expect, it } from 'vitest';
import { eachId, idSetOf } from '../../shared/model/id-set.ts';
import { ALL, chosenCount, isChosen, NONE, only, onlyOne, pinnedTo, toggled, toSelection } from './chosen.ts';

const idsOf = (chosen: Parameters<typeof toSelection>[0]) => [...eachId(chosen.ids)];

describe('a selection', () => {
  it('by ids', () => {
    const chosen = toggled(toggled(NONE, 3), 5);
    expect(isChosen(chosen, 3)).toBe(true);
    expect(chosenCount(chosen, 100)).toBe(2);
    expect(idsOf(toggled(chosen, 3))).toEqual([5]);
    expect(toSelection(chosen)).toEqual({ ids: chosen.ids });
  });
  it('of all but some', () => {
    const chosen = toggled(ALL, 3);
    expect(isChosen(chosen, 3)).toBe(false);
    expect(isChosen(chosen, 4)).toBe(true);
    expect(chosenCount(chosen, 100)).toBe(99);
    expect(toSelection(chosen)).toEqual({ allExcept: chosen.ids });
    expect(chosenCount(toggled(chosen, 3), 100)).toBe(100);
  });
  it('never changes in place', () => {
    const chosen = onlyOne(1);
    toggled(chosen, 2);
    expect(idsOf(chosen)).toEqual([1]);
  });
  it('counts a million rows once', () => {
    const chosen = only(idSetOf(Array.from({ length: 1_000_000 }, (_, id) => id + 5)));
    expect(chosenCount(chosen, 3)).toBe(1_000_000);
    expect(chosenCount(toggled(chosen, 9), 3)).toBe(999_999);
  });
});

describe('pinnedTo', () => {
  it('turns all but some into the rows that were shown', () => {
    const pinned = pinnedTo(toggled(toggled(ALL, 20), 2), idSetOf([1, 2, 3, 20, 40]));
    expect(idsOf(pinned)).toEqual([1, 3, 40]);
    expect(pinned).toMatchObject({ mode: 'only', size: 3 });
  });
  it('does not bring in what was taken out and is gone', () => {
    expect(idsOf(pinnedTo(toggled(ALL, 900), idSetOf([1, 2])))).toEqual([1, 2]);
  });
  it('keeps rows that were named', () => expect(idsOf(pinnedTo(onlyOne(7), idSetOf([1])))).toEqual([7]));
});
