import path from 'node:path';
import { isSealed } from '../../shared/model/profile/secrets.ts';
import { publishingEn } from '../../shared/text/publishing-en.ts';
import { parseProfile } from '../profiles/parse-profile.ts';
import { openEnvelope, readProfileBytes } from '../profiles/profile-file.ts';
import { secretPlaces } from '../profiles/profile-secrets.ts';
import { fingerprintOf, type PrivateKey, parsePrivateKey, shownFingerprint } from '../profiles/publisher-key.ts';
import { signProfile } from '../profiles/signed-profile.ts';
import { isExpired } from '../profiles/update-policy.ts';
import { parseArguments } from './arguments.ts';
import { type Command, type CommandIo, EXIT, InputError, UsageError } from './command.ts';
import { checkFree, modeOf, readText, writeOutput } from './output-file.ts';

const MOST_EARLIER = 3;

async function readKey(io: CommandIo, name: string): Promise<PrivateKey> {
  const key = parsePrivateKey(await readText(path.resolve(io.workingDirectory, name)));
  if (!key) throw new InputError(publishingEn.noKey(name));
  return key;
}

async function readKeys(io: CommandIo, name: string | undefined, earlier: readonly string[]) {
  if (name === undefined) throw new UsageError(publishingEn.needsKey);
  if (earlier.length > MOST_EARLIER) throw new UsageError(publishingEn.tooManyKeys);
  const key = await readKey(io, name);
  const before: PrivateKey[] = [];
  for (const one of earlier) before.push(await readKey(io, one));
  const prints = [key, ...before].map(fingerprintOf);
  if (new Set(prints).size < prints.length) throw new InputError(publishingEn.sameKey);
  return { key, before };
}

/** `pail profile sign`. A file that is signed already is signed anew, with the same bytes inside. */
export const sign: Command = {
  usage: 'sign FILE --key KEY [--rotate-from OLD-KEY]... [--out FILE] [--force]',
  summary: publishingEn.summaries.sign,
  async run(args, io) {
    const { values, positionals } = parseArguments(args, {
      key: { type: 'string' },
      'rotate-from': { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      force: { type: 'boolean', default: false },
    });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) throw new UsageError(publishingEn.needsOneFile);
    const { key, before } = await readKeys(io, values.key, values['rotate-from']);
    const file = path.resolve(io.workingDirectory, name);
    const target = path.resolve(io.workingDirectory, values.out ?? name);
    await checkFree(target, values.force);
    const { content, signature } = await openEnvelope(await readProfileBytes(file), name);
    const profile = parseProfile(content, name);
    if (profile.revision === undefined) throw new InputError(publishingEn.needsRevision);
    const options = { mode: await modeOf(file), force: values.force };
    await writeOutput(target, await signProfile(content, key, before), options);
    if (signature) io.err(publishingEn.signedBefore(shownFingerprint(signature.key)));
    if (secretPlaces(profile).some(({ value }) => !isSealed(value))) io.err(publishingEn.unsealed);
    if (isExpired(profile, Date.now())) io.err(publishingEn.expired);
    io.out(publishingEn.signed(values.out ?? name, profile.name, profile.revision));
    io.out(publishingEn.fingerprint(shownFingerprint(fingerprintOf(key))));
    for (const old of before) io.out(publishingEn.vouches(shownFingerprint(fingerprintOf(old))));
    return EXIT.ok;
  },
};
