import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { profileJsonSchema } from '../../src/shared/model/profile.ts';

it('is what the JSON Schema in resources/ says (npm run schema)', () => {
  const file = new URL('../../resources/profile.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(profileJsonSchema())));
});
