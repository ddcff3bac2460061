/**
 * A square picture.
 *
 * @typedef {object} Picture
 * @property {number} edge in px
 * @property {Buffer} png
 * @property {Buffer} rgba four bytes a px, rows from the top
 */

/** The kinds of picture in an .icns, by their edge: some are the doubled one of half the size (`@2x`). */
const ICNS_TYPES = {
  32: ['ic11'],
  64: ['ic12'],
  128: ['ic07'],
  256: ['ic08', 'ic13'],
  512: ['ic09', 'ic14'],
  1024: ['ic10'],
};

/**
 * An icon file of macOS: chunks of a type, a length and a PNG.
 *
 * @param {readonly Picture[]} pictures
 */
export function icns(pictures) {
  const chunks = pictures.flatMap(({ edge, png }) =>
    (ICNS_TYPES[/** @type {keyof typeof ICNS_TYPES} */ (edge)] ?? []).map((type) => chunk(type, png)),
  );
  return chunk('icns', Buffer.concat(chunks));
}

/**
 * @param {string} type four letters
 * @param {Buffer} content
 */
function chunk(type, content) {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32BE(head.length + content.length, 4);
  return Buffer.concat([head, content]);
}

const ICO_HEAD = 6;
const ICO_ENTRY = 16;
const DIB_HEAD = 40;
/** From here on Windows reads PNG everywhere; some programs read smaller ones as bitmaps only. */
const FIRST_PNG_EDGE = 256;

/**
 * An icon file of Windows: a directory, then the pictures.
 *
 * @param {readonly Picture[]} pictures
 */
export function ico(pictures) {
  const contents = pictures.map((picture) => (picture.edge < FIRST_PNG_EDGE ? bitmap(picture) : picture.png));
  const directory = Buffer.alloc(ICO_HEAD + pictures.length * ICO_ENTRY);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(pictures.length, 4);
  let offset = directory.length;
  for (const [index, { edge }] of pictures.entries()) {
    const at = ICO_HEAD + index * ICO_ENTRY;
    const { length } = contents[index];
    // 256 does not fit into its byte, and is 0.
    directory.writeUInt8(edge % 256, at);
    directory.writeUInt8(edge % 256, at + 1);
    directory.writeUInt16LE(1, at + 4);
    directory.writeUInt16LE(32, at + 6);
    directory.writeUInt32LE(length, at + 8);
    directory.writeUInt32LE(offset, at + 12);
    offset += length;
  }
  return Buffer.concat([directory, ...contents]);
}

/**
 * A bitmap as icons have it: of twice the height, for colours and a mask, which says nothing where colours have alpha. Rows
 * are from the bottom, in BGRA.
 *
 * @param {Picture} picture
 */
function bitmap({ edge, rgba }) {
  const head = Buffer.alloc(DIB_HEAD);
  head.writeUInt32LE(DIB_HEAD, 0);
  head.writeInt32LE(edge, 4);
  head.writeInt32LE(edge * 2, 8);
  head.writeUInt16LE(1, 12);
  head.writeUInt16LE(32, 14);
  const rows = Array.from({ length: edge }, (_, row) => rgba.subarray(row * edge * 4, (row + 1) * edge * 4));
  const colours = Buffer.concat(rows.reverse());
  for (let at = 0; at < colours.length; at += 4) {
    const red = colours[at];
    colours[at] = colours[at + 2];
    colours[at + 2] = red;
  }
  const maskRow = Math.ceil(edge / 32) * 4;
  return Buffer.concat([head, colours, Buffer.alloc(maskRow * edge)]);
}
