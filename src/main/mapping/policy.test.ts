import { expect, it } from 'vitest';
import { isLiteral, literal, partitionOf, permissionsOf, plain } from './policy.ts';

it.each([
  ['a*/', 'a${*}/'],
  ['a?b', 'a${?}b'],
  ['${aws:username}', '${$}{aws:username}'],
  ['${*}', '${$}{${*}}'],
  ['$${*', '$${$}{${*}'],
])('%s means itself as %s', (value, written) => {
  expect(literal(value)).toBe(written);
  // Each variable is that of one character, and nothing outside them is a pattern.
  expect(written.replace(/\$\{[*?$]\}/g, '.')).not.toMatch(/[*?]|\$\{/);
  expect(isLiteral(value)).toBe(false);
});

it('leaves what means nothing in a policy', () => {
  const value = 'ä "b" \\ $ {x} [1]/';
  expect([literal(value), plain(value), isLiteral(value)]).toEqual([value, value, true]);
});

it.each([
  ['arn:aws:iam::1:role/x', 'aws'],
  ['arn:aws-us-gov:iam::1:role/x', 'aws-us-gov'],
  ['arn:minio:iam:::role/x', 'aws'],
  ['', 'aws'],
])('the buckets of %s are in %s', (role, partition) => {
  expect(partitionOf(role)).toBe(partition);
  const [{ Resource } = {}] = permissionsOf({ bucket: 'homes', prefix: 'a/', actions: ['list'] }, partitionOf(role));
  expect(Resource).toEqual([`arn:${partition}:s3:::homes`]);
});
