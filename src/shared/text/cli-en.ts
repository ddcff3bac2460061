/** Words of `pail profile`: for administrators, on a terminal. Not in the one catalogue, which windows load. */

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const cliEn = {
  usage: (command: string) => `Usage: pail profile ${command}`,
  heading: 'Usage: pail profile COMMAND. For administrators; the whole of it is in docs/admin-guide.md.',
  footing: 'Exit codes: 0 fine, 1 something was found, 2 called wrongly or a file could not be read or written.',
  unknownCommand: (name: string, known: readonly string[]) => `“${name}” is no command; there are ${known.join(', ')}.`,
  noJson: (where: string | undefined) => `what is no JSON${where === undefined ? '' : ` (${where})`}`,
  json: 'JSON, with double quotes around names and texts, a comma between two fields and none behind the last',
  takesNothing: 'It takes no arguments.',
  noTerminal: 'There is no terminal to ask at.',
  needsFiles: 'It needs the name of a profile file.',
  needsOneFile: 'It needs the name of one profile file.',
  needsClaims:
    'It needs --claims FILE: the claims of an ID token as JSON, such as {"sub": "…", "cognito:groups": ["…"]}.',
  claimsNoObject: (file: string) => `“${file}” is no JSON object of claims.`,
  summaries: {
    lint: 'Says everything that is wrong in profiles, and what is risky.',
    explain: 'Says what a profile gives to a person with these claims, why not more, and which policies enforce it.',
    schema: 'Prints the JSON Schema of profiles.',
  },
  error: (file: string, path: string, message: string) => `${file}: error at ${path}: ${message}`,
  warning: (file: string, code: string, path: string, message: string) =>
    `${file}: warning ${code} at ${path}: ${message}`,
  problem: (found: string, expected: string) => `found ${found}, expected ${expected}.`,
  counts: (files: number, errors: number, warnings: number) =>
    `${plural(files, 'profile', 'profiles')}: ${plural(errors, 'error', 'errors')}, ${plural(warnings, 'warning', 'warnings')}.`,
  itemWithoutForEach: '${item} has no value without forEach',
  /** What is risky, by the code of the warning. */
  risks: {
    'user-writable-claim': (claim: string) =>
      `people write “${claim}” themselves, and so choose what they get. Read “sub” or “cognito:groups”.`,
    'untrusted-custom-claim': (claim: string) =>
      `people write “${claim}” themselves unless no app client of the pool can. If so, add it to signIn.trustedClaims.`,
    'unverified-claim': (claim: string) =>
      `anybody can claim any “${claim}”. Add a condition on “${claim}_verified” (equals "true") to the same rule, or read “sub”.`,
    'reusable-name': (claim: string) =>
      `“${claim}” is chosen at sign-up and free again after a deletion: the next person of that name gets what the last one had. Read “sub”.`,
    'whole-bucket': () => 'a location without a prefix shows the whole bucket.',
    'every-bucket': () => 'without a condition whoever signs in is shown every bucket.',
    'static-keys': () => 'everybody who has this file has this key, and all that it may do, without signing in.',
    'unsealed-secret': () => 'the secret stands in the file as it is, for everybody who gets the file on its way.',
    'role-missing': () =>
      'STS of AWS gives no keys without a role. Name one in “roleArn”; without one are only stores that find their policies by a claim (MinIO).',
    'pool-chooses-role': () =>
      'the rules give people different places, but the identity pool chooses the role without them: whoever gets it has the places of all. Name the role of each group in “roleArn”, or use this source for folders of “sub” alone.',
    'role-not-from-token': () =>
      'the identity pool gives but the roles of the token’s “cognito:roles” and refuses any other. Take the role from “cognito:preferred_role” or from “forEach” over “cognito:roles” or “cognito:groups”, or ask in “when” that “cognito:roles” has it.',
    'session-policy-only': () =>
      'one role has the places of several people, and only the session policy that Pail asks for keeps them apart: whoever asks without Pail has all of them. Let the role say who may take it.',
    'never-there': (why: string) => `nobody ever gets a location by this: ${why}.`,
    expired: (day: string) => `it expired on ${day}: nobody can import it or sign in with it.`,
    'no-openid': () => 'without “openid” no ID token comes, and nobody can sign in.',
  } satisfies Record<string, (detail: string) => string>,
  explain: {
    rule: (index: number, label: string) => `locations[${index}] “${label}”`,
    location: (label: string, bucket: string, prefix: string) => `gives “${label}”: ${bucket}/${prefix}`,
    actions: (actions: readonly string[]) => `actions: ${actions.join(', ')}`,
    credentials: (id: string, kind: string, role: string | null) =>
      `credentials: “${id}” (${kind})${role === null ? '' : `, role ${role}`}`,
    bucketList: (index: number, label: string) => `allBuckets[${index}] “${label}”`,
    givesBuckets: 'gives every bucket that the store lists',
    absent: (label: string, message: string) => `not “${label}”: ${message}`,
    nothing: (message: string) => `gives nothing: ${message}`,
    condition: (words: string, truth: string) => `${truth}: ${words}`,
    skipped: (id: string, condition: string) => `not by “${id}”, which is for people with this: ${condition}`,
    none: 'This person gets no location.',
    walls: 'Policies that enforce this. Pail shows people where they may go; only the store stops them.',
    wallOfRole: (role: string) => `Role ${role}`,
    wallOfPool: (pool: string) => `The role that the identity pool ${pool} chooses`,
    wallOfPolicy: (name: string) => `Policy “${name}” of the store`,
    wallOfAnyPolicy: 'A policy of the store',
    trust: 'Trust:',
    permission: 'Permissions:',
    note: (note: string) => `Note: ${note}`,
  },
  /** What a policy cannot say, and whom it leaves in. */
  walls: {
    notInTrust: (claim: string) =>
      `AWS does not see “${claim}” when a role is taken by web identity: everybody of the app client can take this role. Use an identity pool that takes the role from the token.`,
    notExpressed: (words: string) =>
      `the trust does not say this condition, so the role is open to more people: ${words}.`,
    severalRules: 'rules with different conditions share this role: who meets those of one has the permissions of all.',
    otherRules:
      'rules that give this person nothing may give this role to others: it then needs their permissions, too, and all who take it have them.',
    onePerson: (field: string) =>
      `the ${field} depends on the person and the role does not: these permissions are for this person alone, and the role needs those of everybody. Let the role depend on the person, too.`,
    roleMissing: (id: string) =>
      `“${id}” names no role, and STS of AWS gives no keys without one. Only stores that find their policies by a claim (MinIO) want none.`,
    wildcards: (prefix: string) =>
      `“${prefix}” has signs that policies take for patterns. How they mean themselves here is written as AWS reads it, and other stores may not: choose a prefix without * and ?.`,
    sessionPolicy: (id: string) =>
      `the session policy of “${id}” is no wall: Pail asks for it to cut the keys that it gets, and whoever asks without Pail has all that stands here.`,
    poolChooses:
      'the identity pool chooses this role by its own settings: the default authenticated role, its rules, or “cognito:preferred_role” of the token. Give the permissions to each role that it may choose.',
    poolCondition: (words: string) =>
      `the pool does not ask this, so whoever gets the role has these permissions: ${words}.`,
    poolRule: (rule: string) => `With “Choose role with rules” it can: ${rule}.`,
    roleFromToken:
      'the pool gives a role that Pail names only with “Choose role with preferred_role claim in tokens”, and only one of the token’s “cognito:roles”: give the role to a group of the user pool. Who is in such a group has the role; nothing else keeps anybody from it.',
    roleNotInToken:
      'these claims do not have the role in “cognito:roles”: the pool refuses it to this person, and the location stays closed.',
    preferredRole:
      '“cognito:preferred_role” is the role of the person’s foremost group, that of the lowest precedence. Where two groups of the same precedence have different roles, the token has none.',
    roleCondition: (words: string) =>
      `the pool does not ask this. It holds only where all whose groups have the role meet it: ${words}.`,
    defaultTags: (mappings: readonly string[]) =>
      `under “Attributes for access control” the pool needs the tag ${mappings.join(', ')}, as its default mappings have it.`,
    ownTags: (mappings: readonly string[]) =>
      `under “Attributes for access control” the pool needs custom mappings, the tag ${mappings.join(', ')}. They stand in place of the default ones.`,
    writableTag: (claim: string) => `a tag from “${claim}” tells nobody apart while people write that themselves.`,
    noTag: (field: string) =>
      `the ${field} depends on the person in a way that no principal tag has: a tag is a claim as it is, without filters. These permissions are for this person alone, and the role needs those of everybody.`,
    listTag: (field: string, claim: string) =>
      `the ${field} depends on “${claim}”, a list, and a principal tag has one value: no policy of one role can tell its people apart. Make a role for each value, give it to the group of the user pool, and name it in “roleArn” with \${item}.`,
    policyNamed: (claim: string, name: string) =>
      `no role is sent, and the store finds its policies by a claim of the token. Let it be “${claim}” (MinIO: claim_name) and name this policy “${name}”.`,
    policyUnnamed:
      'no role is sent, and the store finds its policies by a claim of the token (MinIO: claim_name). These rules ask for no value that could name this policy: that claim must name it for everybody whom they are for.',
    policyCondition: (words: string) =>
      `the store does not ask this: whoever has the policy by their claim has these permissions: ${words}.`,
    severalPolicyClaims: (claims: readonly string[]) =>
      `a store finds policies by one claim, and these rules would need several: ${claims.map((claim) => `“${claim}”`).join(', ')}.`,
    onePersonOfPolicy: (field: string) =>
      `the ${field} depends on the person in a way that the store has no variable for: these permissions are for this person alone, and the policy needs those of everybody.`,
    sharedKey: (id: string) => `“${id}” is one key for everybody who has the file: no policy can tell people apart.`,
  },
};
