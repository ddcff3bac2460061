import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateMapping } from '../../src/main/mapping/evaluate.ts';
import type { MappingExplanation } from '../../src/shared/model/explanation.ts';
import { profileSchema } from '../../src/shared/model/profile/profile.ts';
import {
  type AbsentPlace,
  type GivenLocation,
  MAPPING_CASES,
  type MappingCase,
  profileOfCase,
} from '../support/mapping-cases.ts';

function outcomeOf(example: MappingCase): ReturnType<typeof evaluateMapping> {
  return evaluateMapping('account', profileSchema.parse(profileOfCase(example)), example.claims);
}

/** What a case may say of each location. */
function given(explain: MappingExplanation): GivenLocation[] {
  const seen = new Set<string>();
  return explain.rules.flatMap(({ places }) =>
    places.flatMap((place) => {
      if (!place.location || seen.has(place.location.id)) return [];
      seen.add(place.location.id);
      const { label, bucket, prefix, actions } = place.location;
      const { sourceId, roleArn } = place.credentials;
      return [{ label, bucket, prefix, actions, credentials: sourceId, role: roleArn ?? '' }];
    }),
  );
}

/** What a case says of each place that is not there. */
function absences(explain: MappingExplanation): AbsentPlace[] {
  return explain.rules.flatMap(({ label, reason, places }) => {
    if (reason) return [{ label, ...reason, message: undefined }];
    return places.flatMap((place) =>
      place.location ? [] : [{ label: place.label, ...place.reason, message: undefined }],
    );
  });
}

describe('the cases of the mapping', () => {
  it.each(MAPPING_CASES.map((example) => [example.name, example] as const))('%s', (_name, example) => {
    const { locations, absent, explain } = outcomeOf(example);
    expect(given(explain)).toEqual(example.gives.map((wanted) => expect.objectContaining(wanted)));
    expect(locations.map(({ location }) => location.label)).toEqual(example.gives.map(({ label }) => label));
    expect(absences(explain)).toEqual(example.absent);
    expect(absent.map(({ label }) => label)).toEqual(example.absent.map(({ label }) => label));
  });

  it('have names of their own', () => {
    const names = MAPPING_CASES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('docs/mapping.md', () => {
  const document = readFileSync(new URL('../../docs/mapping.md', import.meta.url), 'utf8');
  const shown = [...document.matchAll(/<!-- case: (.*) -->\n```json\n([\s\S]*?)```/g)];

  it.each(shown.map(([, name = '', json = '']) => [name, json] as const))(
    'shows the case “%s” as it is',
    (name, json) => {
      const example = MAPPING_CASES.find((candidate) => candidate.name === name);
      const { locations, credentials, claims, gives, absent } = example ?? ({} as Partial<MappingCase>);
      expect(JSON.parse(json)).toEqual({ ...(credentials && { credentials }), locations, claims, gives, absent });
    },
  );

  it('has no example that is not a case', () => {
    expect(shown.length).toBeGreaterThan(3);
    expect(document.match(/```json/g)).toHaveLength(shown.length);
  });
});
