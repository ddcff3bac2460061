import { PailError } from '../../../../shared/errors.ts';
import { isArchiveClass } from '../archived.ts';
import { bytesAt, decodeText } from '../packed.ts';
import type { ListPage } from '../port.ts';
import { AnswerError } from './answer.ts';
import { QuickRows } from './quick-rows.ts';
import { ShortText } from './short-text.ts';
import { NumberColumn, TextColumn } from './text-column.ts';
import { XmlError, type XmlHandler, XmlScanner } from './xml-scanner.ts';

/** What a page is read for. */
export interface ListParserOptions {
  /** Of ListObjects: the first has no token; it goes on behind an entry of the page. */
  readonly version: 1 | 2;
  /** What the listing is of, for the failures. */
  readonly subject: string;
  /** Hears the token as soon as it is known, once; not on the last page, and not in version 1. */
  readonly onNextToken?: ((token: string) => void) | undefined;
  /** A longer page is refused; 64 MiB when left out. */
  readonly maxBytes?: number;
}

/** A page of 1,000 entries of 1,024 bytes each, with all that stores add to it, has less than 8 MiB. */
const MAX_PAGE_BYTES = 64 * 1_048_576;
const MAX_SHORT_BYTES = 16 * 1024;
/** A key of 1,024 bytes has less, however it is written. */
const MAX_NAME_BYTES = 64 * 1024;

const NAMES = [
  ...['ListBucketResult', 'Error', 'Contents', 'CommonPrefixes', 'Key', 'Size', 'LastModified', 'Prefix'],
  ...['IsTruncated', 'NextContinuationToken', 'NextMarker', 'EncodingType', 'Code', 'Message', 'RequestId'],
  'StorageClass',
];
const [
  PAGE,
  ERROR,
  CONTENTS,
  COMMON_PREFIXES,
  KEY,
  SIZE,
  LAST_MODIFIED,
  PREFIX,
  IS_TRUNCATED,
  TOKEN,
  MARKER,
  ENCODING,
  CODE,
  MESSAGE,
  REQUEST_ID,
  STORAGE_CLASS,
] = NAMES.keys();
const NONE = -1;

/**
 * Reads a page of a listing as it arrives, straight into columns. `write` and `end` throw PailErrors: `storage-refused` for what
 * is no page of a listing, `body-incomplete` for one that breaks off.
 */
export class ListParser implements XmlHandler {
  readonly #options: ListParserOptions;
  readonly #scanner: XmlScanner;
  readonly #keys = new TextColumn();
  readonly #prefixes = new TextColumn();
  readonly #sizes = new NumberColumn();
  readonly #modified = new NumberColumn();
  readonly #archived: number[] = [];
  readonly #quick = new QuickRows({
    keys: this.#keys,
    sizes: this.#sizes,
    modified: this.#modified,
    archived: this.#archived,
    prefixes: this.#prefixes,
  });
  readonly #short = new ShortText(MAX_SHORT_BYTES);
  #received = 0;
  #root = NONE;
  /** Which kind of row is open. */
  #row = NONE;
  /** Which element's text is being read. */
  #reading = NONE;
  #size = 0;
  #time = 0;
  #isArchived = false;
  /** `null`: the page does not say. */
  #isTruncated: boolean | null = null;
  #isEncoded = false;
  #token: string | null = null;
  #marker: string | null = null;
  #tokenTold = false;
  readonly #error = new Map<number, string>();

  constructor(options: ListParserOptions) {
    this.#options = options;
    this.#scanner = new XmlScanner(NAMES, this);
  }

  /** Takes a piece of the page. It is not kept. */
  write(chunk: Uint8Array): void {
    this.#received += chunk.length;
    if (this.#received > (this.#options.maxBytes ?? MAX_PAGE_BYTES)) throw this.#refused('its page has no end');
    try {
      this.#scanner.write(chunk);
    } catch (error) {
      if (error instanceof XmlError) throw this.#refused(`its answer is not a listing: ${error.message}`);
      throw error;
    }
  }

  /** The page, after its last piece. Also throws the error that came in its place. */
  end(): ListPage {
    if (!this.#scanner.done) {
      throw new PailError('body-incomplete', { subject: this.#options.subject, reason: 'the listing broke off' });
    }
    if (this.#root === ERROR) throw this.#answerError();
    const { version } = this.#options;
    const columns = [this.#keys, this.#prefixes];
    if (this.#isEncoded) for (const column of columns) column.decodeUrl();
    // The way on is what the store wrote, trusted or not: it is not the name of an object.
    const next = version === 2 ? this.#token : this.#nextMarker(columns);
    if (!this.#isEncoded) for (const column of columns) column.distrust();
    // A page that is not the last must say so, and how to go on: taken for the last, it would make a part look like the whole.
    if (this.#isTruncated && !next) throw this.#refused('it says that there is more, and not how to get it');
    if (this.#isTruncated === null && (this.#token || this.#marker))
      throw this.#refused('it does not say whether there is more');
    return {
      keys: this.#keys.texts(),
      sizes: this.#sizes.values(),
      modified: this.#modified.values(),
      archived: this.#archived,
      prefixes: this.#prefixes.texts(),
      nextToken: this.#isTruncated ? next : null,
    };
  }

  take(bytes: Uint8Array, start: number): number {
    return this.#quick.read(bytes, start);
  }

  open(name: number, depth: number): void {
    this.#reading = NONE;
    this.#scanner.offersElements = false;
    if (depth === 1) this.#openRoot(name);
    else if (depth === 2 && (name === CONTENTS || name === COMMON_PREFIXES)) this.#openRow(name);
    else if (depth === 2 || (depth === 3 && this.#row !== NONE)) this.#read(name, depth);
    this.#scanner.wantsText = this.#reading !== NONE;
  }

  text(bytes: Uint8Array, start: number, end: number): void {
    if (this.#reading === KEY) this.#writeName(this.#keys, bytes, start, end);
    else if (this.#reading === PREFIX) this.#writeName(this.#prefixes, bytes, start, end);
    else this.#short.write(bytes, start, end);
  }

  close(name: number, depth: number): void {
    if (this.#reading === name && name !== NONE) {
      if (name !== KEY && name !== PREFIX) this.#value(name);
      this.#reading = NONE;
      this.#scanner.wantsText = false;
    } else if (depth === 2 && this.#row !== NONE) this.#closeRow();
    // What comes next is a child of the page.
    this.#scanner.offersElements = depth === 2 && this.#root === PAGE;
  }

  #writeName(column: TextColumn, bytes: Uint8Array, start: number, end: number): void {
    column.write(bytes, start, end);
    if (column.pending > MAX_NAME_BYTES) throw new XmlError('a name is too long');
  }

  #openRoot(name: number): void {
    if (name !== PAGE && name !== ERROR) throw new XmlError('it is another document');
    this.#root = name;
  }

  #openRow(row: number): void {
    if (this.#root !== PAGE) return;
    this.#row = row;
    this.#size = 0;
    this.#time = 0;
    this.#isArchived = false;
  }

  #closeRow(): void {
    if (this.#row === CONTENTS) {
      if (this.#isArchived) this.#archived.push(this.#keys.count);
      this.#keys.commit();
      this.#sizes.add(this.#size);
      this.#modified.add(this.#time);
    } else this.#prefixes.commit();
    this.#row = NONE;
  }

  /** Reads the text of an element, if it is one that counts where it stands. One that comes twice counts the last time. */
  #read(name: number, depth: number): void {
    const isRowValue =
      this.#row === CONTENTS
        ? name === KEY || name === SIZE || name === LAST_MODIFIED || name === STORAGE_CLASS
        : name === PREFIX;
    const isPageValue = name === IS_TRUNCATED || name === TOKEN || name === MARKER || name === ENCODING;
    const isErrorValue = name === CODE || name === MESSAGE || name === REQUEST_ID;
    if (depth === 3 ? !isRowValue : this.#root === ERROR ? !isErrorValue : !isPageValue) return;
    this.#reading = name;
    if (name === KEY) this.#keys.clear();
    else if (name === PREFIX) this.#prefixes.clear();
    else this.#short.clear();
  }

  #value(name: number): void {
    const short = this.#short;
    if (name === LAST_MODIFIED) this.#time = short.time();
    else if (name === SIZE) {
      this.#size = short.number();
      if (this.#size < 0) throw new XmlError('a size is not a number');
    } else if (name === STORAGE_CLASS) this.#isArchived = short.isWhole && isArchiveClass(short.text());
    else if (!short.isWhole) throw new XmlError('a value is too long');
    else if (name === IS_TRUNCATED) this.#isTruncated = truthOf(short.text());
    else if (name === TOKEN) this.#token = short.text();
    else if (name === MARKER) this.#marker = short.text();
    else if (name === ENCODING) this.#isEncoded = short.text() === 'url';
    else this.#error.set(name, short.text());
    if (name === IS_TRUNCATED || name === TOKEN) this.#tellToken();
  }

  #tellToken(): void {
    if (!this.#isTruncated || !this.#token || this.#tokenTold || this.#options.version !== 2) return;
    this.#tokenTold = true;
    this.#options.onNextToken?.(this.#token);
  }

  /**
   * Where version 1 goes on. On an encoded page some stores encode the marker and some (Ceph) do not, so that nobody can tell what
   * it is: there the last entry of the page says the same.
   */
  #nextMarker(columns: readonly TextColumn[]): string | null {
    return this.#isEncoded ? (lastOf(columns) ?? this.#marker) : this.#marker || lastOf(columns);
  }

  /** Some stores send the headers before they begin the work. */
  #answerError(): AnswerError {
    const of = (name: number | undefined): string => this.#error.get(name ?? NONE) ?? '';
    const [code, message, requestId] = [of(CODE) || 'Error', of(MESSAGE), of(REQUEST_ID)];
    return new AnswerError({ status: 200, code, message, requestId, region: '', retryAfter: undefined });
  }

  #refused(reason: string): PailError {
    return new PailError('storage-refused', { subject: this.#options.subject, reason });
  }
}

/** Whether there is more. Anything but the two words might mean that there is. */
function truthOf(text: string): boolean {
  if (text !== 'true' && text !== 'false') throw new XmlError('it does not say whether there is more');
  return text === 'true';
}

/** The later of the last key and the last prefix, in the order of their bytes. */
function lastOf(columns: readonly TextColumn[]): string | null {
  const texts = columns.filter(({ count }) => count > 0).map((column) => column.texts());
  const last = texts.map((column) => bytesAt(column, column.count - 1));
  const latest = last.sort((a, b) => Buffer.compare(b, a))[0];
  return latest ? decodeText(latest) : null;
}
