/** Words of the mapping: why a location is not there. */

/** What a condition on one claim asks, between the name of the claim and the value. */
const OPERATOR_WORDS: Readonly<Record<string, string>> = {
  equals: 'is',
  notEquals: 'is not',
  startsWith: 'begins with',
  contains: 'contains',
  has: 'includes',
};

export const mappingEn = {
  missingClaim: (claim: string) => `Your sign-in has no “${claim}” that fits here.`,
  ruleNotMet: (rule: string) => `It is for people with this: ${rule}.`,
  ruleUnknown: (rule: string) => `It is for people with this: ${rule}. Your sign-in does not say.`,
  badValue: (field: string, value: string, why: string) => `Its ${field} would be “${value}”, and ${why}.`,
  badInsertion: (claim: string, value: string, why: string) => `Your “${claim}” is “${value}”, and ${why}.`,
  notOneValue: (claim: string) => `Your “${claim}” has not one value, and here it needs one.`,
  noItems: (claim: string) => `None of your “${claim}” match.`,
  noCredentials: 'No credentials in the profile are for you.',
  tooManyItems: (claim: string, max: number) => `Your “${claim}” has more than ${max} values.`,
  tooManyLocations: (max: number) => `The profile tries more than ${max} places for you; this one is not looked at.`,
  theItem: 'value of the list',
  fields: { bucket: 'bucket', prefix: 'prefix', label: 'label', role: 'role' },
  claimIs: (claim: string, operator: string, value: string) =>
    `“${claim}” ${OPERATOR_WORDS[operator] ?? operator} “${value}”`,
  claimExists: (claim: string, isThere: boolean) => `“${claim}” is ${isThere ? 'present' : 'absent'}`,
  all: (parts: readonly string[]) => parts.join(' and '),
  any: (parts: readonly string[]) => parts.join(' or '),
  not: (part: string) => `not ${part}`,
  /** Why a value is refused, by the name of the check. */
  checks: {
    insertedLength: 'it is too long',
    insertedSlash: 'it contains “/”',
    insertedWildcard: 'it contains “*” or “?”, which mean more than themselves in policies',
    bucketName: 'that is no bucket name',
    bucketDots: 'a bucket name has no two dots in a row',
    bucketAddress: 'a bucket name is no IP address',
    prefixSegments: 'it has an empty, “.” or “..” part',
    prefixLength: 'it is too long',
    prefixCharacters: 'it contains characters that cannot be seen or that turn text around',
    prefixVariable: 'it contains “${”, which begins a variable in policies',
    roleArn: 'that is no role ARN',
    labelLength: 'it is too long',
    labelCharacters: 'it contains characters that cannot be seen or that turn text around',
  },
};
