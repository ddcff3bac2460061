/** The files that commands read. */
import path from 'node:path';
import { PailError } from '../../shared/errors.ts';
import { MAX_PROFILE_BYTES, type Profile } from '../../shared/model/profile/profile.ts';
import { cliEn } from '../../shared/text/cli-en.ts';
import { examineProfile, type ProfileProblem, parseDocument, parseJson } from '../profiles/parse-profile.ts';
import { MAX_PROFILE_FILE_BYTES, openEnvelope } from '../profiles/profile-file.ts';
import { userFs } from '../user-fs.ts';
import { type CommandIo, InputError } from './command.ts';

/**
 * The bytes of a file, at most `most` of them: as many as a profile may have. Throws PailError `profile-unreadable`, `profile-too-large`.
 */
export async function readInput(io: CommandIo, file: string, most = MAX_PROFILE_BYTES): Promise<Uint8Array> {
  const handle = await userFs.promises.open(path.resolve(io.workingDirectory, file), 'r').catch((cause: unknown) => {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new PailError('profile-unreadable', { subject: file, reason }, { cause });
  });
  try {
    const buffer = Buffer.alloc(most + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      if (bytesRead === 0) return buffer.subarray(0, length);
      length += bytesRead;
      if (length > most) throw new PailError('profile-too-large', { subject: file });
    }
  } catch (cause) {
    if (cause instanceof PailError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new PailError('profile-unreadable', { subject: file, reason }, { cause });
  } finally {
    await handle.close();
  }
}

/** What a file that claims to be a profile is. */
export type Examined =
  | { readonly profile: Profile; readonly problems: readonly [] }
  | { readonly profile: null; readonly problems: readonly ProfileProblem[] };

/**
 * A profile file, with everything that is wrong in it; of what is no JSON that is the one problem, at `its top`, and of what has a field
 * twice that, at its place.
 * Throws PailError `profile-unreadable`, `profile-too-large`.
 */
export async function examineFile(io: CommandIo, file: string): Promise<Examined> {
  let document: unknown;
  const bytes = await readInput(io, file, MAX_PROFILE_FILE_BYTES);
  const tooLarge = new PailError('profile-too-large', { subject: file });
  try {
    // Of a signed one what is inside counts.
    const { content } = await openEnvelope(bytes, file);
    if (content.byteLength > MAX_PROFILE_BYTES) throw tooLarge;
    document = parseDocument(content, file);
  } catch (error) {
    if (!(error instanceof PailError)) throw error;
    const { code, detail } = error.failure;
    const { path: place, found, expected, reason } = detail;
    if (code === 'profile-invalid' && place && found && expected)
      return { profile: null, problems: [{ path: place, found, expected }] };
    if (code !== 'profile-not-json') throw error;
    if (bytes.byteLength > MAX_PROFILE_BYTES) throw tooLarge;
    return { profile: null, problems: [{ path: 'its top', found: cliEn.noJson(reason), expected: cliEn.json }] };
  }
  const { profile, problems } = examineProfile(document);
  return profile ? { profile, problems: [] } : { profile: null, problems };
}

/** The claims in a JSON file. Throws InputError where it holds anything else, and PailError as {@link readInput}. */
export async function readClaims(io: CommandIo, file: string): Promise<Readonly<Record<string, unknown>>> {
  let claims: unknown;
  try {
    claims = parseJson(await readInput(io, file), file);
  } catch (error) {
    if (error instanceof PailError && error.failure.code === 'profile-not-json') claims = null;
    else throw error;
  }
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims)) {
    throw new InputError(cliEn.claimsNoObject(file));
  }
  return claims as Readonly<Record<string, unknown>>;
}
