/** What the schema of a profile wanted, in words for whoever writes one by hand. Pure; quotes nothing of the file. */
import type { z } from 'zod';
import { profileJsonSchema } from '../../shared/model/profile/profile.ts';

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'a text in double quotes',
  number: 'a number without quotes',
  int: 'a whole number',
  boolean: 'true or false, without quotes',
  array: 'a list in [ ]',
  object: 'an object in { }',
};

/** What zod says by itself of a length or a number, where the schema has no sentence of its own. */
const OWN_BOUND = /^Too (small|big)/;
/** The same of a value of another type. */
const OWN_TYPE = /^Invalid input/;

function bound(limit: number | bigint, origin: string, isLeast: boolean): string {
  const words = `at ${isLeast ? 'least' : 'most'} ${limit}`;
  if (origin === 'string') return isLeast && Number(limit) === 1 ? 'a text that is not empty' : `${words} characters`;
  return origin === 'array' ? `${words} in the list` : `a number of ${words}`;
}

/** How many letters to change, to add or to take away from one name to the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...one].entries()) {
    const next = [index + 1];
    for (const [column, wanted] of [...other].entries()) {
      const changed = (row[column] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(changed, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** Every name of a field in a JSON Schema. */
function fieldNames(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(fieldNames);
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.keys(schema.properties ?? {}) : [];
  return [...own, ...Object.values(schema).flatMap(fieldNames)];
}

/** Further apart than a slip of the fingers, and it is another word. */
const MOST_SLIPS = 2;

/** The field that an unknown name was meant to be; `null` where none is near. */
function meantField(unknown: string): string | null {
  const near = fieldNames(profileJsonSchema())
    .filter((name) => name !== unknown)
    .map((name) => ({ name, slips: distance(unknown.toLowerCase(), name.toLowerCase()) }))
    .sort((one, other) => one.slips - other.slips)[0];
  return near && near.slips <= Math.min(MOST_SLIPS, unknown.length / 3) ? near.name : null;
}

function knownFields(unknown: string | undefined): string {
  const meant = unknown === undefined ? null : meantField(unknown);
  return `only fields that a profile of version 1 has${meant === null ? '' : `, such as “${meant}”`}`;
}

/** What the schema wanted at the place of an issue. */
export function expectedWords(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (!OWN_TYPE.test(issue.message)) return issue.message;
      return TYPE_WORDS[issue.expected] ?? `a value of type ${issue.expected}`;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return OWN_BOUND.test(issue.message) ? bound(issue.minimum, issue.origin, true) : issue.message;
    case 'too_big':
      return OWN_BOUND.test(issue.message) ? bound(issue.maximum, issue.origin, false) : issue.message;
    case 'unrecognized_keys':
      return knownFields(issue.keys[0]);
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? issue.options.map((option) => JSON.stringify(option)).join(' or ')
        : issue.message;
    default:
      return issue.message;
  }
}
