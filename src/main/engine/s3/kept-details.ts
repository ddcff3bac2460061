import { PailError } from '../../../shared/errors.ts';
import type { KeptDetails } from './copying.ts';
import { shownName } from './errors.ts';

/** What a header can bear and a signature covers alike: servers differ in how they read the rest. */
const IN_HEADER = /^[\t\x20-\x7e]*$/;

/** What an object of another store is given besides its content type: classes and redirects mean nothing there. */
export type CarriedDetails = Omit<KeptDetails, 'contentType' | 'storageClass' | 'websiteRedirect'>;

/** Throws `storage-refused` for details that a store has, by other ways than this, and that no request can give to another object. */
export function checkDetails({ metadata, ...others }: Partial<KeptDetails> & CarriedDetails, key: string): void {
  const texts = [...Object.values(others), ...Object.entries(metadata).flat()];
  if (texts.every((text) => typeof text !== 'string' || IN_HEADER.test(text))) return;
  const reason = 'what is written on it has characters that no request can bear';
  throw new PailError('storage-refused', { subject: shownName(key), reason });
}

/** The headers that give an object these details. Throws as {@link checkDetails}. */
export function detailHeaders(details: CarriedDetails | undefined, key: string): Record<string, string> {
  if (!details) return {};
  checkDetails(details, key);
  const { contentEncoding, contentLanguage, contentDisposition, cacheControl, expires, metadata } = details;
  return {
    ...(contentEncoding !== null && { 'content-encoding': contentEncoding }),
    ...(contentLanguage !== null && { 'content-language': contentLanguage }),
    ...(contentDisposition !== null && { 'content-disposition': contentDisposition }),
    ...(cacheControl !== null && { 'cache-control': cacheControl }),
    ...(expires !== null && { expires }),
    ...Object.fromEntries(Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
  };
}
