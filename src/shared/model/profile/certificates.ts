import { z } from 'zod';

/** Most characters of the certificates in a profile. */
const MAX_PEM = 262_144;
const PEM_BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([\sA-Za-z0-9+/=]*)-----END \1-----/g;

/** Certificates and nothing else: a private key that came along by mistake would go to everybody. */
function isCertificates(text: string): boolean {
  const blocks = [...text.matchAll(PEM_BLOCK)];
  const begun = text.split('-----BEGIN ').length - 1;
  // A certificate is a DER sequence of 128 bytes or more, and so it begins.
  const isCertificate = ([, label, body]: RegExpMatchArray): boolean =>
    label === 'CERTIFICATE' && /^\s*MI[GHI]/.test(body ?? '');
  return blocks.length > 0 && blocks.length === begun && blocks.every(isCertificate);
}

/** PEM certificates, as one text. */
export const certificates = z
  .string()
  .max(MAX_PEM)
  .refine(isCertificates, { error: 'certificates in PEM form, and nothing else' });
