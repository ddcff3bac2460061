/** What must hold of every mapping, said without the code that it judges. */
import type { Mapping, ResolvedCredentials } from '../../src/main/mapping/evaluate.ts';
import type { RuleOutcome, ShownCredentials } from '../../src/shared/model/explanation.ts';
import type { Location } from '../../src/shared/model/location.ts';
import type { Profile } from '../../src/shared/model/profile/profile.ts';

const MAX_MESSAGE = 1000;

interface Template {
  readonly literals: readonly string[];
  /** What stands between `${` and `}`. */
  readonly insertions: readonly string[];
}

function read(template: string): Template {
  return {
    literals: template.split(/\$\{[^}]*\}/),
    insertions: [...template.matchAll(/\$\{([^}]*)\}/g)].map(([, source = '']) => source),
  };
}

const count = (text: string, characters: string): number => [...text].filter((one) => characters.includes(one)).length;

/** True for what cannot be seen, ends a line, turns text around or is half a character. */
function isUnseen(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  const isIn = (first: number, last = first): boolean => code >= first && code <= last;
  return (
    isIn(0, 0x1f) ||
    isIn(0x7f, 0x9f) ||
    isIn(0x61c) ||
    isIn(0x200e, 0x200f) ||
    isIn(0x2028, 0x202e) ||
    isIn(0x2066, 0x2069) ||
    isIn(0xd800, 0xdfff)
  );
}

/** How a filled-in text breaks out of its template; nothing where it does not. */
function* escapes(field: string, template: string, value: string): Generator<string> {
  const { literals, insertions } = read(template);
  const [head = ''] = literals;
  const tail = literals.at(-1) ?? '';
  if (!value.startsWith(head) || !value.endsWith(tail)) yield `${field}: not inside its literal parts`;
  if (insertions.length === 0 && value !== template) yield `${field}: changed without an insertion`;
  const mayBringFolders = insertions.some((source) => source.split('|').slice(1).includes('path'));
  if (!mayBringFolders && count(value, '/') !== count(literals.join(''), '/')) yield `${field}: another number of /`;
  if ((field === 'prefix' || field === 'role') && count(value, '*?') !== count(literals.join(''), '*?')) {
    yield `${field}: brings wildcards`;
  }
}

function* wrongLabel(label: string): Generator<string> {
  if (label === '' || label.length > 200) yield 'label: length';
  if ([...label].some((character) => isUnseen(character))) yield 'label: characters';
}

function* wrongLocation({ bucket, prefix, label }: Location): Generator<string> {
  const letters = [...bucket];
  const isLetter = (letter = ''): boolean => /[a-z0-9]/i.test(letter);
  if (letters.length < 3 || letters.length > 63) yield 'bucket: length';
  if (!letters.every((letter) => isLetter(letter) || '._-'.includes(letter))) yield 'bucket: characters';
  if (!isLetter(letters[0]) || !isLetter(letters.at(-1))) yield 'bucket: ends';
  if (bucket.includes('..')) yield 'bucket: dots';
  const numbers = bucket.split('.');
  if (numbers.length === 4 && numbers.every((part) => part !== '' && !/[^0-9]/.test(part))) yield 'bucket: address';
  if (prefix !== '') {
    const segments = prefix.split('/');
    if (segments.pop() !== '') yield 'prefix: end';
    if (segments.some((segment) => ['', '.', '..'].includes(segment))) yield 'prefix: segments';
  }
  if (Buffer.byteLength(prefix) > 900) yield 'prefix: length';
  if ([...prefix].some((character) => isUnseen(character))) yield 'prefix: characters';
  if (prefix.includes('${')) yield 'prefix: variable';
  yield* wrongLabel(label);
}

function* wrongRole(role: string): Generator<string> {
  const [arn, partition = '', service, region, account = '', ...name] = role.split(':');
  const isRole = name.length === 1 && name[0]?.startsWith('role/') && name[0].length > 5 && name[0].length <= 517;
  if (arn !== 'arn' || service !== 'iam' || region !== '' || !isRole) yield 'role: form';
  if (![...`${partition}${account}${name.join('')}`].every((one) => /[a-z0-9_+=,.@/-]/i.test(one))) {
    yield 'role: characters';
  }
}

/** Claims of the templates that are longer than any value may be. */
function* tooLong(templates: readonly string[], claims: Readonly<Record<string, unknown>>): Generator<string> {
  for (const source of templates.flatMap((template) => read(template).insertions)) {
    const [reference = ''] = source.split('|');
    if (reference === 'item') continue;
    const claim = reference.slice('claim:'.length);
    const value = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
    if (typeof value === 'string' && value.length > 1024) yield `inserted: “${claim}” is too long`;
  }
}

/** The `roleArn` of a source; null where it names none. */
function roleTemplateOf(profile: Profile, { sourceId }: ShownCredentials): string | null {
  const source = profile.credentials.find(({ id }) => id === sourceId);
  return source && source.kind !== 'static' ? (source.roleArn ?? null) : null;
}

function* wrongShownRole(profile: Profile, credentials: ShownCredentials): Generator<string> {
  const template = roleTemplateOf(profile, credentials);
  if ((template === null) !== (credentials.roleArn === null)) yield 'role: there or not';
  if (template === null || credentials.roleArn === null) return;
  yield* wrongRole(credentials.roleArn);
  yield* escapes('role', template, credentials.roleArn);
}

/** Credentials ask the service that their source says, for the role that is shown, and for nothing that a claim could bring besides. */
function* wrongCredentials(profile: Profile, credentials: ResolvedCredentials): Generator<string> {
  const source = profile.credentials.find(({ id }) => id === credentials.sourceId);
  if (source?.kind !== credentials.kind) return yield 'credentials: of another source';
  if ('roleArn' in credentials !== ('roleArn' in source && source.roleArn !== undefined)) yield 'credentials: role';
  if (credentials.kind === 'identityPool' && source.kind === 'identityPool') {
    const { identityPoolId, region = 'eu-west-1' } = source;
    if (credentials.identityPoolId !== identityPoolId || credentials.region !== region) yield 'credentials: pool';
    if (credentials.provider !== 'cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf123') yield 'credentials: issuer';
  }
  if (credentials.kind === 'webIdentity' && source.kind === 'webIdentity') {
    if (credentials.sessionPolicy !== source.sessionPolicy) yield 'credentials: session policy';
    if (credentials.stsEndpoint !== profile.storage.endpoint) yield 'credentials: STS';
  }
}

function* wrongRule(
  profile: Profile,
  claims: Readonly<Record<string, unknown>>,
  outcome: RuleOutcome,
): Generator<string> {
  const rule = profile.locations[outcome.index];
  if (!rule) return yield 'a rule that the profile does not have';
  if (outcome.places.length > 100) yield 'more than 100 places of one rule';
  if ((outcome.reason === null) === (outcome.places.length === 0)) yield 'neither places nor a reason, or both';
  for (const place of outcome.places) {
    if (place.location === null) {
      if (place.reason.message === '' || place.reason.message.length > MAX_MESSAGE) yield 'a reason without words';
      continue;
    }
    const { location, credentials } = place;
    const roleTemplate = roleTemplateOf(profile, credentials);
    yield* wrongLocation(location);
    yield* escapes('bucket', rule.bucket, location.bucket);
    yield* escapes('prefix', rule.prefix, location.prefix);
    yield* escapes('label', rule.label, location.label);
    yield* tooLong([rule.bucket, rule.prefix, rule.label, roleTemplate ?? ''], claims);
    yield* wrongShownRole(profile, credentials);
  }
}

function* wrongBucketLists(
  profile: Profile,
  claims: Readonly<Record<string, unknown>>,
  { bucketLists, explain }: Mapping,
): Generator<string> {
  if (explain.bucketLists.length !== profile.allBuckets.length) yield 'a list of buckets without an outcome';
  for (const { index, reason, credentials } of explain.bucketLists) {
    const rule = profile.allBuckets[index];
    if (!rule) return yield 'a list of buckets that the profile does not have';
    if ((reason === null) === (credentials === null)) yield 'neither a list of buckets nor a reason, or both';
    if (reason && (reason.message === '' || reason.message.length > MAX_MESSAGE)) yield 'a reason without words';
    if (credentials === null) continue;
    yield* tooLong([rule.label, roleTemplateOf(profile, credentials) ?? ''], claims);
    yield* wrongShownRole(profile, credentials);
  }
  const given = explain.bucketLists.flatMap(({ index, credentials }) =>
    credentials ? [profile.allBuckets[index]] : [],
  );
  if (bucketLists.length > given.length || (given.length > 0 && bucketLists.length === 0)) {
    yield 'lists of buckets and their explanation differ';
  }
  for (const { label, mayCreate, mayDelete, credentials } of bucketLists) {
    yield* wrongLabel(label);
    yield* wrongCredentials(profile, credentials);
    const rules = given.filter((rule) => rule?.create === mayCreate && rule.delete === mayDelete);
    if (rules.length === 0) yield 'list: of no rule';
    const wrong = rules.map((rule) => [...escapes('label', rule?.label ?? '', label)]);
    if (wrong.every((found) => found.length > 0)) yield* wrong.flat();
  }
}

/** Everything that is wrong with a mapping; empty where all holds that must. */
export function violations(profile: Profile, claims: Readonly<Record<string, unknown>>, mapping: Mapping): string[] {
  const { rules } = mapping.explain;
  const found = rules.flatMap((outcome) => [...wrongRule(profile, claims, outcome)]);
  for (const { credentials } of mapping.locations) found.push(...wrongCredentials(profile, credentials));
  found.push(...wrongBucketLists(profile, claims, mapping));
  if (rules.length !== profile.locations.length) found.push('a rule without an outcome');
  const explained = new Set(rules.flatMap(({ places }) => places.flatMap(({ location }) => location?.id ?? [])));
  if (!mapping.locations.every(({ location }) => explained.delete(location.id)) || explained.size > 0) {
    found.push('locations and their explanation differ');
  }
  return found;
}
