/** Profiles that the schema takes, and claims of any kind: for the properties of the mapping. */
import fc from 'fast-check';
import { type Profile, profileSchema } from '../../src/shared/model/profile/profile.ts';

/** Claims that generated profiles read, and some that nobody should be able to read anything from. */
const NAMES = ['sub', 'email', 'cognito:groups', 'cognito:roles', 'custom:dept', 'constructor', '__proto__'] as const;
const name = fc.constantFrom(...NAMES);

/** Values that are of no harm, alone or put together. */
const PLAIN = ['a', 'Team', 'team-', 'x1', '-', 'ana@example.com', 'dept'];
/** Values at which a mapping without one of its checks goes wrong; whole values, as they stand in an attack. */
const SHARP = [
  ...['/', '..', '.', 'a/b', '../..', '/a', 'a/', 'a/../b', '%2f', '%2e%2e%2f', 'a\\b'],
  ...['\u0000', 'a\u0000b', 'a\u202eb', '\u061c', '\u2028', '\ud800', 'a\udc00', '\ufeff', 'e\u0301'],
  ...['${', '}', '${claim:sub}', '${item}', '{aws:username}', '$', '*', 'team-*', 'a?c', 'a..b', '10.0.0.1', 'A_b'],
  ...[
    'arn:aws:iam::1:role/x',
    'arn:aws:iam::1:role/*',
    'arn:aws:iam::1:role/a,arn:aws:iam::1:role/b',
    'a:b',
    'a|lower',
  ],
  ...['x'.repeat(64), 'x'.repeat(600), 'ä'.repeat(500), `a-${'b'.repeat(1100)}`],
];
const MEGABYTE = 'm'.repeat(1_048_576);

const piece = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...PLAIN) },
  { weight: 2, arbitrary: fc.constantFrom(...SHARP) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
);
const claimText = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...PLAIN) },
  { weight: 30, arbitrary: fc.constantFrom(...SHARP) },
  { weight: 20, arbitrary: fc.array(piece, { maxLength: 4 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom(MEGABYTE, `a-${MEGABYTE}`, `${MEGABYTE}/`) },
);
const claimValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: claimText },
  { weight: 3, arbitrary: fc.array(claimText, { maxLength: 5 }) },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 99, max: 103 }).map((count) => Array.from({ length: count }, (_, n) => `team-${n}`)),
  },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  {
    weight: 1,
    arbitrary: fc.oneof(fc.boolean(), fc.double(), fc.constant(null), fc.array(fc.jsonValue(), { maxLength: 3 })),
  },
);

/** What an ID token may hold. */
export const claimSet: fc.Arbitrary<Record<string, unknown>> = fc
  .uniqueArray(fc.tuple(name, claimValue), { selector: ([key]) => key, maxLength: NAMES.length })
  // Not an object literal: `__proto__` is a claim's name here.
  .map((entries) => Object.fromEntries(entries));

const filter = fc.constantFrom(
  ...[
    'lower',
    'path',
    'default:all',
    'default:a/b',
    'after:team-',
    'after:',
    'before:@',
    'part:-:0',
    'part:-:1',
    'part:/:0',
  ],
);
const insertion = fc
  .tuple(
    fc.oneof(
      fc.constant('item'),
      name.map((claim) => `claim:${claim}`),
    ),
    fc.array(filter, { maxLength: 2 }),
  )
  .map(([reference, filters]) => `\${${[reference, ...filters].join('|')}}`);

function templateOf(literals: readonly string[], maxLength: number): fc.Arbitrary<string> {
  const part = fc.oneof({ weight: 2, arbitrary: insertion }, { weight: 1, arbitrary: fc.constantFrom(...literals) });
  return fc.oneof(
    { weight: 1, arbitrary: insertion },
    { weight: 1, arbitrary: fc.array(part, { minLength: 1, maxLength }).map((parts) => parts.join('')) },
  );
}

const bucket = fc.oneof(fc.constantFrom('homes', 'teams'), templateOf(['b', 'homes-', '.', '0', '-x'], 3));
const prefix = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom('', 'shared/', 'a*/', '/', '../') },
  // What policies have variables for.
  {
    weight: 3,
    arbitrary: fc.constantFrom('${claim:sub}/', 'a*/${claim:sub}/', '${claim:custom:dept|path}/${claim:email}/'),
  },
  {
    weight: 6,
    arbitrary: templateOf(['users/', 'a', '$', '/', '.', '*', 'x/y/'], 4).map((template) => `${template}/`),
  },
);
const label = templateOf(['Files', ' ', 'of ', '/', '\t'], 3);
const roleArn = fc.oneof(
  fc.constant('arn:aws:iam::111122223333:role/pail'),
  insertion,
  templateOf(['-', 'x', '/'], 2).map((template) => `arn:aws:iam::1:role/${template}`),
);

const operand = fc.constantFrom(...PLAIN, '');
const claimCondition = fc.oneof(
  fc
    .tuple(name, fc.constantFrom('equals', 'notEquals', 'startsWith', 'contains', 'has'), operand)
    .map(([claim, operator, value]) => ({ claim, [operator]: value })),
  fc.record({ claim: name, exists: fc.boolean() }),
);

/** Conditions up to this depth; `leaf` are those on claims. */
function conditionOf(leaf: fc.Arbitrary<object>, depth: number): fc.Arbitrary<object> {
  if (depth === 0) return leaf;
  const inner = conditionOf(leaf, depth - 1);
  const several = fc.array(inner, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 3, arbitrary: leaf },
    { weight: 1, arbitrary: several.map((all) => ({ all })) },
    { weight: 1, arbitrary: several.map((any) => ({ any })) },
    { weight: 1, arbitrary: inner.map((not) => ({ not })) },
  );
}

/** Conditions without `exists`: those that a claim can only open by being there. */
export const openingCondition = conditionOf(
  fc
    .tuple(name, fc.constantFrom('equals', 'notEquals', 'startsWith', 'contains', 'has'), operand)
    .map(([claim, operator, value]) => ({ claim, [operator]: value })),
  4,
);
const when = conditionOf(claimCondition, 4);

/** Left out `absent` times for each time that it is there. */
const optional = <T>(arbitrary: fc.Arbitrary<T>, absent: number): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: absent, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });

const rule = fc
  .record({
    label,
    bucket,
    prefix,
    when: optional(when, 3),
    forEach: optional(fc.record({ claim: name, startsWith: optional(fc.constantFrom('team-', 'a'), 1) }), 1),
    actions: fc.constantFrom(['list'], ['list', 'read', 'write', 'delete', 'share']),
  })
  // One field is hostile, the others are not: what one check would have refused is then not refused by another.
  .chain((whole) =>
    fc.constantFrom(
      whole,
      { ...whole, bucket: 'homes', label: 'L' },
      { ...whole, prefix: 'p/', label: 'L' },
      { ...whole, bucket: 'homes', prefix: 'p/' },
    ),
  );

export const POOL_ID = 'eu-west-1:01234567-89ab-cdef-0123-456789abcdef';

const source = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('webIdentity'), roleArn, when: optional(when, 3) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('webIdentity'),
      when: optional(when, 3),
      sessionPolicy: optional(fc.constant('location'), 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('identityPool'),
      identityPoolId: fc.constant(POOL_ID),
      region: optional(fc.constant('eu-south-2'), 1),
      roleArn: optional(roleArn, 1),
      when: optional(when, 3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('static'), accessKeyId: fc.constant('AK'), when: optional(when, 3) }),
  },
);

const bucketList = fc.record({
  label,
  when: optional(when, 3),
  actions: fc.constantFrom(['list'], ['list', 'read', 'write', 'delete', 'share']),
  create: fc.boolean(),
  delete: fc.boolean(),
});

/** Profiles that the schema takes, as it gives them. */
export const validProfile: fc.Arbitrary<Profile> = fc
  .record({
    sources: fc.array(source, { minLength: 1, maxLength: 3 }),
    locations: fc.array(rule, { minLength: 1, maxLength: 4 }),
    allBuckets: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(bucketList, { minLength: 1, maxLength: 2 }) },
    ),
    endpoint: optional(fc.constantFrom('https://s3.example.org', 'http://127.0.0.1:9000'), 1),
  })
  .map(({ sources, locations, allBuckets, endpoint }) =>
    profileSchema.safeParse({
      version: 1,
      name: 'Generated',
      signIn: { userPoolId: 'eu-west-1_AbCdEf123', clientId: 'abc' },
      storage: { region: 'eu-west-1', endpoint },
      credentials: sources.map((one, index) => ({ id: `source-${index}`, ...one })),
      locations,
      allBuckets,
    }),
  )
  .filter((parsed) => parsed.success)
  .map((parsed) => parsed.data as Profile);
