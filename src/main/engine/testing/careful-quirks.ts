import type { Quirks } from '../../../shared/model/quirks.ts';
import { CAREFUL_QUIRKS as CAREFUL } from '../s3/quirks/careful.ts';

/** A store of which a test expects nothing special, but that ETags of objects in parts are made as S3 makes them. */
export const CAREFUL_QUIRKS: { -readonly [Q in keyof Quirks]: Quirks[Q] } = { ...CAREFUL, partsEtagIsMd5: true };
