import path from 'node:path';
import { isSealed, type SecretValue } from '../../shared/model/profile/secrets.ts';
import { publishingEn } from '../../shared/text/publishing-en.ts';
import { parseJson, parseProfile } from '../profiles/parse-profile.ts';
import { readProfileBytes } from '../profiles/profile-file.ts';
import { type SecretPlace, secretPlaces } from '../profiles/profile-secrets.ts';
import { seal as sealSecret, unsealProfile } from '../profiles/sealed-secrets.ts';
import { looksSigned } from '../profiles/signed-profile.ts';
import { parseArguments } from './arguments.ts';
import { type Command, type CommandIo, EXIT, InputError, UsageError } from './command.ts';
import { checkFree, modeOf, readText, writeOutput } from './output-file.ts';

/** Fewer characters are guessed in no time. */
const LEAST_CHARACTERS = 8;

async function passphraseFrom(io: CommandIo, file: string | undefined): Promise<string> {
  let passphrase: string;
  if (file === undefined) {
    passphrase = await io.askSecret(publishingEn.askPassphrase);
    if ((await io.askSecret(publishingEn.askAgain)) !== passphrase) throw new InputError(publishingEn.differ);
  } else {
    // Editors end files with an end of line, which nobody types at an import.
    passphrase = (await readText(path.resolve(io.workingDirectory, file))).replace(/\r?\n$/, '');
  }
  if ([...passphrase].length < LEAST_CHARACTERS) throw new InputError(publishingEn.tooShort(LEAST_CHARACTERS));
  return passphrase;
}

/** Puts a value into the document of a profile, where a secret of it is. */
function put(document: unknown, { path: place }: SecretPlace, value: SecretValue): void {
  const names = place.split(/[.[\]]+/).filter((part) => part !== '');
  const last = names.pop() ?? '';
  const owner = names.reduce((part, one) => (part as Record<string, unknown>)[one], document);
  (owner as Record<string, unknown>)[last] = value;
}

/** `pail profile seal`. What is sealed already stays as it is, so that Pail knows it from the version before. */
export const seal: Command = {
  usage: 'seal FILE [--passphrase-file FILE] [--out FILE] [--force]',
  summary: publishingEn.summaries.seal,
  async run(args, io) {
    const { values, positionals } = parseArguments(args, {
      'passphrase-file': { type: 'string' },
      out: { type: 'string' },
      force: { type: 'boolean', default: false },
    });
    const [name, ...more] = positionals;
    if (name === undefined || more.length > 0) throw new UsageError(publishingEn.needsOneFile);
    const file = path.resolve(io.workingDirectory, name);
    const target = path.resolve(io.workingDirectory, values.out ?? name);
    await checkFree(target, values.force);
    const bytes = await readProfileBytes(file);
    const document = parseJson(bytes, name);
    if (looksSigned(document)) throw new InputError(publishingEn.isSigned(name));
    const profile = parseProfile(bytes, name);
    const plain = secretPlaces(profile).filter(({ value }) => !isSealed(value));
    if (plain.length === 0) {
      io.out(publishingEn.noSecrets(name));
      return EXIT.ok;
    }
    const passphrase = await passphraseFrom(io, values['passphrase-file']);
    // All secrets of a profile have one passphrase: what is sealed already must open by it.
    await unsealProfile(profile, passphrase);
    for (const place of plain) {
      put(document, place, { sealed: await sealSecret(String(place.value), passphrase) });
    }
    const content = `${JSON.stringify(document, null, 2)}\n`;
    // What was made is what Pail takes.
    parseProfile(new TextEncoder().encode(content), name);
    await writeOutput(target, content, { mode: await modeOf(file), force: values.force });
    io.out(publishingEn.sealed(values.out ?? name, plain.length));
    return EXIT.ok;
  },
};
