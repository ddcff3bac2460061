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
    wallOf: (role: string) => `Role ${role}`,
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
    identityPool: (id: string) =>
      `the policies of roles that “${id}” takes from an identity pool are not printed. The guide for administrators has them, under “An identity pool, click by click”.`,
    noRole: (id: string) =>
      `“${id}” names no role: which policies its keys have is for the store to decide, and they are not printed.`,
    sharedKey: (id: string) => `“${id}” is one key for everybody who has the file: no policy can tell people apart.`,
  },
};
