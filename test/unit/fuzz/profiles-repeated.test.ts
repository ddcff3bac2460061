/** Names that stand twice in an object of a JSON text: found wherever they are, and never where there are none. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repeatedName } from '../../../src/main/profiles/repeated-name.ts';
import { FUZZ_LIMIT_MS, fuzzed } from '../../support/fuzz.ts';
import { nameTwice } from '../../support/profile-mutations.ts';

const MEBIBYTE = 1_048_576;

test.each<readonly [what: string, json: string, place: readonly (string | number)[] | null]>([
  ['at the top', '{"a":1,"a":1}', ['a']],
  ['below a list', '{"x":[0,{"a":1,"b":{},"a":2}]}', ['x', 1, 'a']],
  ['written otherwise', '{"a":1,"\\u0061":2}', ['a']],
  ['empty', '{"":1 , "" :2}', ['']],
  ['such as objects bring along', '{"__proto__":1,"constructor":2,"__proto__":3}', ['__proto__']],
  ['in two objects', '[{"a":1},{"a":{"a":1}}]', null],
  ['only in texts', '{"a":"\\",\\"a\\":1,","b":["a","a"]}', null],
  ['which differ in a sign that is not seen', '{"a":1,"a\\u200b":2}', null],
  ['no object at all', '"a"', null],
])('names %s', (_what, json, place) => {
  JSON.parse(json);
  expect(repeatedName(json)).toEqual(place);
});

test('what is deep, long, or both is read to its end', () => {
  const half = MEBIBYTE / 2;
  expect(repeatedName(`${'['.repeat(half)}${']'.repeat(half)}`)).toBeNull();
  const deep = `${'{"a":'.repeat(100_000)}{"b":1,"b":2}${'}'.repeat(100_000)}`;
  expect(repeatedName(deep)).toHaveLength(100_001);
  expect(repeatedName(`{"a":"${'\\\\'.repeat(half)}","a":1}`)).toEqual(['a']);
});

test(
  'JSON that was written by JSON.stringify has none; with a name put there twice it has',
  () => {
    const seen = { found: 0 };
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.nat(), (value, at) => {
        const json = JSON.stringify(value);
        expect(repeatedName(json)).toBeNull();
        const changed = nameTwice(json, at % (json.length + 1));
        if (changed === json) return;
        seen.found += 1;
        expect(repeatedName(changed)).not.toBeNull();
      }),
      fuzzed(500),
    );
    expect(seen.found).toBeGreaterThan(20);
  },
  FUZZ_LIMIT_MS,
);
