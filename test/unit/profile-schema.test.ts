import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { profileJsonSchema, profileSchema } from '../../src/shared/model/profile/profile.ts';

it('is what the JSON Schema in resources/ says (npm run schema)', () => {
  const file = new URL('../../resources/profile.schema.json', import.meta.url);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(profileJsonSchema())));
});

describe('the administrators’ guide', () => {
  const guide = readFileSync(new URL('../../docs/admin-guide.md', import.meta.url), 'utf8');
  const blocks = [...guide.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json = '']) => json.replaceAll('…', 'A'));
  const whole = blocks.filter((block) => block.includes('"version"'));
  // What stands alone is to be put into the first profile.
  const parts = blocks.filter((block) => block.startsWith('"storage"'));

  it.each(whole)('has profiles that are ones: %#', (block) => {
    expect(profileSchema.safeParse(JSON.parse(block))).toMatchObject({ success: true });
  });

  it.each(parts)('has parts of profiles that fit: %#', (block) => {
    const profile = { ...JSON.parse(whole[0] ?? ''), ...JSON.parse(`{${block}}`) };
    expect(profileSchema.safeParse(profile)).toMatchObject({ success: true });
  });

  it('shows both', () => {
    expect([whole.length, parts.length]).toEqual([2, 3]);
  });
});
