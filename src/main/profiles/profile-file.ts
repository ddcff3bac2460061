/** A profile file from wherever it comes: its bytes, whether it is signed, what is inside. */
import path from 'node:path';
import { PailError } from '../../shared/errors.ts';
import { MAX_PROFILE_BYTES, type Profile } from '../../shared/model/profile/profile.ts';
import { userFs } from '../user-fs.ts';
import { parseDocument, parseProfile } from './parse-profile.ts';
import { looksSigned, openSigned, type Signature } from './signed-profile.ts';

/** Most bytes of a profile file: a signed one holds the largest profile in base64, and its signatures. */
export const MAX_PROFILE_FILE_BYTES = Math.ceil((MAX_PROFILE_BYTES * 4) / 3) + 16_384;

/** A profile that was read and is well-formed, not yet imported. */
export interface ProfileFile {
  /** Its secrets may still be sealed. */
  readonly profile: Profile;
  /** Who signed it; `null` for a file that nobody signed. */
  readonly signature: Signature | null;
}

/** A profile as a file that nobody signed. */
export function unsigned(profile: Profile): ProfileFile {
  return { profile, signature: null };
}

/**
 * Reads the bytes of a profile file. `subject` is its name, for messages. Throws PailError `profile-too-large`,
 * `profile-not-json`, `profile-invalid`, `profile-signature-invalid`.
 */
export async function parseProfileFile(bytes: Uint8Array, subject: string): Promise<ProfileFile> {
  if (bytes.byteLength > MAX_PROFILE_FILE_BYTES) throw new PailError('profile-too-large', { subject });
  const { content, signature } = await openEnvelope(bytes, subject);
  return { profile: parseProfile(content, subject), signature };
}

/** The bytes of the profile in a file: those inside the signature, or all of them. Throws as {@link parseProfileFile}. */
export async function openEnvelope(
  bytes: Uint8Array,
  subject: string,
): Promise<{ readonly content: Uint8Array; readonly signature: Signature | null }> {
  const document = parseDocument(bytes, subject);
  if (!looksSigned(document)) return { content: bytes, signature: null };
  const { payload, signature } = await openSigned(document, subject);
  return { content: payload, signature };
}

/**
 * Reads at most the largest file and one byte, so that a huge or endless one costs nothing. What is no file at all is opened without
 * waiting for it: a pipe that nobody writes to would never answer.
 */
async function readBounded(file: string): Promise<Uint8Array> {
  const { O_RDONLY, O_NONBLOCK = 0 } = userFs.constants;
  const handle = await userFs.promises.open(file, O_RDONLY | O_NONBLOCK);
  try {
    const stats = await handle.stat();
    if (!stats.isFile())
      throw new PailError('profile-unreadable', { subject: path.basename(file), reason: 'it is not a file' });
    const buffer = Buffer.alloc(Math.min(stats.size, MAX_PROFILE_FILE_BYTES) + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The bytes of a file that claims to be a profile. Throws PailError `profile-unreadable`. */
export async function readProfileBytes(file: string): Promise<Uint8Array> {
  try {
    return await readBounded(file);
  } catch (cause) {
    if (cause instanceof PailError) throw cause;
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new PailError('profile-unreadable', { subject: path.basename(file), reason }, { cause });
  }
}

/** Reads a profile file of the person. Throws PailError with a `profile-*` code. */
export async function readProfileFile(file: string): Promise<ProfileFile> {
  return parseProfileFile(await readProfileBytes(file), path.basename(file));
}
