import { X509Certificate } from 'node:crypto';
import path from 'node:path';
import { PailError } from '../../shared/errors.ts';
import { type CertificateFile, MAX_CERTIFICATES_BYTES } from '../../shared/model/settings.ts';
import { userFs } from '../user-fs.ts';

/** A file of certificate authorities with its content: the certificates alone, PEM. */
export interface Certificates extends CertificateFile {
  readonly pem: string;
}

const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;

/** The certificates in a text and nothing else of it; `problem` says why it is no file of certificates. */
export function certificatesIn(text: string): Pick<Certificates, 'pem' | 'count'> | { readonly problem: string } {
  const blocks = [...text.matchAll(PEM_BLOCK)];
  // A key that came along by mistake should not be copied to yet another place.
  const other = blocks.find(([, label]) => label !== 'CERTIFICATE')?.[1];
  if (other !== undefined) return { problem: `it holds a ${other}` };
  if (blocks.length === 0) return { problem: 'it holds none' };
  if (blocks.length !== text.split('-----BEGIN ').length - 1) return { problem: 'one has no end' };
  const broken = blocks.findIndex(([block]) => !isCertificate(block));
  if (broken >= 0) return { problem: `number ${broken + 1} of ${blocks.length} is damaged` };
  return { pem: `${blocks.map(([block]) => block).join('\n')}\n`, count: blocks.length };
}

function isCertificate(block: string): boolean {
  try {
    new X509Certificate(block);
    return true;
  } catch {
    return false;
  }
}

/**
 * Reads a file of certificates that a person chose. Throws PailError `file-unreadable`; `certificates-invalid` for what is
 * larger than such a file can be, or holds anything but certificates.
 */
export async function readCertificates(file: string): Promise<Certificates> {
  const subject = path.basename(file);
  const text = await readBounded(file, subject);
  if (text === null) throw new PailError('certificates-invalid', { subject, reason: 'it is larger than 1 MB' });
  const found = certificatesIn(text);
  if ('problem' in found) throw new PailError('certificates-invalid', { subject, reason: found.problem });
  return { file: subject, ...found };
}

/** The file as text; `null` where it is too large. */
async function readBounded(file: string, subject: string): Promise<string | null> {
  const unreadable = (reason: string, cause?: unknown): PailError =>
    new PailError('file-unreadable', { subject, reason }, { cause });
  try {
    const handle = await userFs.promises.open(file, 'r');
    try {
      // A device or a pipe may never end.
      if (!(await handle.stat()).isFile()) throw unreadable('it is not a file');
      const buffer = Buffer.alloc(MAX_CERTIFICATES_BYTES + 1);
      let length = 0;
      for (let read = 1; read > 0 && length < buffer.length; length += read) {
        read = (await handle.read(buffer, length, buffer.length - length, length)).bytesRead;
      }
      return length > MAX_CERTIFICATES_BYTES ? null : buffer.toString('latin1', 0, length);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if (cause instanceof PailError) throw cause;
    throw unreadable((cause as NodeJS.ErrnoException).code ?? 'unknown error', cause);
  }
}
