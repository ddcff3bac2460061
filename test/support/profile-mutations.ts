/** What goes wrong with a profile on its way from an administrator to Pail, and what somebody would do to one on purpose. */
import fc from 'fast-check';
import { SHARP_NAMES } from './hostile-values.ts';

type Path = readonly (string | number)[];

/** Names that are not what they look like, or that are careless code's own. */
const ODD_NAMES = [...SHARP_NAMES, 'ｎame', '\ud800'];

/** Values of the wrong kind, of odd form, or of the right kind and wrong. */
const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(
    ...[
      null,
      true,
      0,
      -0,
      1e308,
      -1,
      1.5,
      '',
      ' ',
      '\u0000',
      'a\u0000b',
      '\ud800',
      '\udfff\ud800',
      '\ufeff',
      '\u202e',
      'x'.repeat(5000),
    ],
    ...[
      '${claim:sub}',
      '${',
      '${item}/',
      '../',
      'a/../b/',
      '/',
      'http://evil.example/',
      'file:///etc/passwd',
      'https://u:p@h/',
      '//h',
    ],
    ...[
      'javascript:alert(1)',
      'eu-west-1_Ab1',
      '2',
      2,
      '1e3',
      [[]],
      [{}],
      {},
      { all: [] },
      { kind: 'static' },
      { sealed: 'x' },
    ],
    ...[
      'sealed:',
      'eyJhbGciOiJub25lIn0',
      { payload: 'e30', signatures: [] },
      '9999-99-99',
      '2027-06-30T12:00:00+99:00',
    ],
  ),
);

/** Characters of a document that does not grow any more. */
const LARGE = 5000;

type Change = (document: unknown, path: Path) => unknown;

function valueAt(document: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => (value as Record<string | number, unknown>)[part], document);
}

/** Puts a value at a place, also where its name is one of the sharp ones. */
function put(document: unknown, path: Path, value: unknown): unknown {
  const name = path.at(-1);
  if (name === undefined) return value;
  const parent = valueAt(document, path.slice(0, -1)) as object;
  Object.defineProperty(parent, name, { value, enumerable: true, configurable: true, writable: true });
  return document;
}

function remove(document: unknown, path: Path): unknown {
  const name = path.at(-1);
  if (name === undefined) return {};
  const parent = valueAt(document, path.slice(0, -1));
  if (Array.isArray(parent)) parent.splice(Number(name), 1);
  else delete (parent as Record<string, unknown>)[name];
  return document;
}

/** A value inside of others, `depth` of them. */
function nested(value: unknown, depth: number, wrap: (inner: unknown) => unknown): unknown {
  let outer = value;
  for (let level = 0; level < depth; level += 1) outer = wrap(outer);
  return outer;
}

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constant(remove),
  oddValue.map(
    (value): Change =>
      (document, path) =>
        put(document, path, value),
  ),
  fc.tuple(fc.constantFrom(...ODD_NAMES, 'name', 'Name', 'x'), oddValue).map(
    ([name, value]): Change =>
      (document, path) => {
        const target = valueAt(document, path);
        const isObject = typeof target === 'object' && target !== null && !Array.isArray(target);
        return isObject ? put(document, [...path, name], value) : put(document, path, { [name]: value });
      },
  ),
  fc.integer({ min: 2, max: 60 }).map(
    (times): Change =>
      (document, path) => {
        const value = valueAt(document, path);
        // Of what was made large before it would make more than any file has.
        if ((JSON.stringify(document) ?? '').length > LARGE) return document;
        if (typeof value === 'string') return put(document, path, value.repeat(times));
        return put(
          document,
          path,
          Array.isArray(value) ? Array.from({ length: times }, () => value).flat() : [value, value],
        );
      },
  ),
  fc.tuple(fc.integer({ min: 1, max: 30 }), fc.constantFrom('list', 'all', 'not')).map(
    ([depth, kind]): Change =>
      (document, path) =>
        put(
          document,
          path,
          nested(valueAt(document, path), depth, (inner) => {
            if (kind === 'list') return [inner];
            return kind === 'all' ? { all: [inner] } : { not: inner };
          }),
        ),
  ),
);

/** Every place of a document, its top included. */
function places(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([name, inner]) =>
      places(inner, [...at, Array.isArray(value) ? Number(name) : name]),
    ),
  ];
}

/** A document with up to four changes, made by chance. */
export function changedDocument(valid: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
  const changes = fc.array(fc.tuple(fc.nat(), change), { maxLength: 4 });
  return fc.tuple(valid, changes).map(([document, all]) =>
    all.reduce<unknown>((present, [at, apply]) => {
      const known = places(present);
      return apply(present, known[at % known.length] ?? []);
    }, structuredClone(document)),
  );
}

type TextChange = (text: string, at: number) => string;

/** JSON that has the first name behind `at` twice, once with another value than before; the same where none comes there any more. */
export function nameTwice(text: string, at: number): string {
  return text.slice(0, at) + text.slice(at).replace(/(?<!\\)"(\w+)":/, '"$1":null,"$1":');
}

const TEXT_CHANGES: Readonly<Record<string, TextChange>> = {
  none: (text) => text,
  'a mark of UTF-8': (text) => `\ufeff${text}`,
  'a NUL': (text, at) => `${text.slice(0, at)}\u0000${text.slice(at)}`,
  'half a character, escaped': (text, at) => `${text.slice(0, at)}\\ud800${text.slice(at)}`,
  'cut off': (text, at) => text.slice(0, at),
  'more behind it': (text) => `${text} {}`,
  'a comment': (text, at) => `${text.slice(0, at)}/* */${text.slice(at)}`,
  'a comma more': (text) => text.replace(/}$/, ',}'),
  'a name twice': nameTwice,
  'no number': (text) => text.replace(/:\s*\d+/, ':NaN'),
};

/** The text of a document, as a file may have it. */
export function changedText(document: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const kind = fc.oneof(
    { weight: 6, arbitrary: fc.constant('none') },
    { weight: 4, arbitrary: fc.constantFrom(...Object.keys(TEXT_CHANGES)) },
  );
  return fc.tuple(document, kind, fc.nat(), fc.boolean()).map(([value, name, at, spaced]) => {
    const compact = JSON.stringify(value) ?? '';
    // What is deep would have more indentation than anything else.
    const text = spaced && compact.length < LARGE ? JSON.stringify(value, null, 2) : compact;
    return TEXT_CHANGES[name]?.(text, at % (text.length + 1)) ?? text;
  });
}

/** The bytes of a file: text, sometimes with bytes that are wrong. */
export function fileBytes(text: fc.Arbitrary<string>): fc.Arbitrary<Uint8Array> {
  const flips = fc.oneof(
    { weight: 8, arbitrary: fc.constant<[number, number][]>([]) },
    {
      weight: 2,
      arbitrary: fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 3 }),
    },
  );
  const whole = fc.tuple(text, flips).map(([content, all]) => {
    const bytes = new TextEncoder().encode(content);
    for (const [at, byte] of all) if (bytes.length > 0) bytes[at % bytes.length] = byte;
    return bytes;
  });
  const wide = text.map((content) => new Uint8Array(Buffer.from(`\ufeff${content}`, 'utf16le')));
  return fc.oneof(
    { weight: 16, arbitrary: whole },
    { weight: 1, arbitrary: wide },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
  );
}
