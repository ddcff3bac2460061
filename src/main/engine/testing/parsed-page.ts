/** A page as the list parser reads it. */
import { eachText } from '../s3/packed.ts';
import type { ListPage } from '../s3/port.ts';
import { ListParser } from '../s3/wire/list-parser.ts';
import type { PageStyle } from './list-document.ts';

/** How most stores write a page. */
export const PLAIN_STYLE: PageStyle = {
  version: 2,
  encoding: '%20',
  plainSlashes: false,
  numericEntities: false,
  quotedEtags: true,
  extras: true,
  pretty: true,
  tokenFirst: true,
};

/** The page as rows. */
export const shown = ({ keys, sizes, modified, archived, prefixes, nextToken }: ListPage) => ({
  rows: [...eachText(keys)].map((key, index) => [key, sizes[index], modified[index]]),
  ...(archived.length > 0 && { archived }),
  prefixes: [...eachText(prefixes)],
  nextToken,
});

/** What the parser makes of a page that comes in pieces. */
export function parsed(
  pieces: Iterable<Uint8Array>,
  version: 1 | 2 = 2,
  onNextToken?: (token: string) => void,
): ListPage {
  const parser = new ListParser({ version, subject: 'folder', onNextToken });
  for (const piece of pieces) parser.write(piece);
  return parser.end();
}

/** The rows of a page that comes in one piece. */
export const whole = (document: string | Uint8Array, version: 1 | 2 = 2) =>
  shown(parsed([Buffer.from(document)], version));
