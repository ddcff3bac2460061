import { describe, expect, it } from 'vitest';
import { ALL, chosenCount, isChosen, NONE, only, toggled, toSelection } from './chosen.ts';

describe('a selection', () => {
  it('by ids', () => {
    const chosen = toggled(toggled(NONE, 3), 5);
    expect(isChosen(chosen, 3)).toBe(true);
    expect(chosenCount(chosen, 100)).toBe(2);
    expect(toSelection(toggled(chosen, 3))).toEqual({ ids: [5] });
  });
  it('of all but some', () => {
    const chosen = toggled(ALL, 3);
    expect(isChosen(chosen, 3)).toBe(false);
    expect(isChosen(chosen, 4)).toBe(true);
    expect(chosenCount(chosen, 100)).toBe(99);
    expect(toSelection(chosen)).toEqual({ allExcept: [3] });
    expect(chosenCount(toggled(chosen, 3), 100)).toBe(100);
  });
  it('never changes in place', () => {
    const chosen = only([1]);
    toggled(chosen, 2);
    expect(toSelection(chosen)).toEqual({ ids: [1] });
  });
});
