import { codePointOf, encodeCharacter } from './xml-entities.ts';
import { NameTable } from './xml-names.ts';

/** Hears what a document holds, in order. */
export interface XmlHandler {
  /** An element begins. `name` is its position in the list of names, -1 for any other; `depth` is 1 for the root. */
  open(name: number, depth: number): void;
  /** Text of the element that is open, without markup: bytes from `start` to before `end`. Only while `wantsText`. */
  text(bytes: Uint8Array, start: number, end: number): void;
  close(name: number, depth: number): void;
  /**
   * An element begins at `start`. A handler that can read the whole of it by itself answers where it ends; else -1, and it comes
   * as usual. Only while `offersElements`.
   */
  take(bytes: Uint8Array, start: number): number;
}

/** What makes a document not well-formed, in words that fit into a sentence. */
export class XmlError extends Error {}

/** Where in the grammar the next byte stands. */
const State = {
  text: 0,
  entity: 1,
  markup: 2,
  openName: 3,
  closeName: 4,
  attributes: 5,
  singleQuoted: 6,
  doubleQuoted: 7,
  emptyEnd: 8,
  closeEnd: 9,
  declaration: 10,
  comment: 11,
  cdata: 12,
  instruction: 13,
  done: 14,
} as const;

const LT = 0x3c;
const GT = 0x3e;
const AMPERSAND = 0x26;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const DASH = 0x2d;
const BRACKET = 0x5d;
const SEMICOLON = 0x3b;
const SINGLE_QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const SPACE = 0x20;

const MAX_DEPTH = 64;
const MAX_ENTITY = 12;
const CDATA_START = '[CDATA[';
const COMMENT_START = '--';
/** A mark of UTF-8 that some put at the beginning. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Reads XML in UTF-8 as it arrives, in pieces that may be cut anywhere, byte by byte and each byte once. It makes no string and
 * no object. It knows the XML that stores write: no document type, no entities but those of XML itself.
 */
export class XmlScanner {
  /** Set by the handler: whether it wants the text of the element that is open. */
  wantsText = false;
  /** Set by the handler: whether it wants to take elements. */
  offersElements = false;
  readonly #handler: XmlHandler;
  readonly #names: NameTable;
  #state: number = State.text;
  #depth = 0;
  /** Which name each open element has, by the table or by hash: its end must have the same. */
  readonly #openNames = new Int32Array(MAX_DEPTH + 1);
  readonly #openHashes = new Int32Array(MAX_DEPTH + 1);
  /** Bytes of an entity, or what follows `<!`. */
  #short = '';
  /** How much of the end of a comment, CDATA section or instruction has been seen. */
  #ending = 0;
  #seen = 0;
  readonly #encoded = new Uint8Array(4);

  /** `names`: those that the handler tells apart, at most 40 ASCII characters each. */
  constructor(names: readonly string[], handler: XmlHandler) {
    this.#names = new NameTable(names);
    this.#handler = handler;
  }

  /** True once the root element has ended; what follows is not looked at. */
  get done(): boolean {
    return this.#state === State.done;
  }

  /** Throws an {@link XmlError} for what is not well-formed. */
  write(chunk: Uint8Array): void {
    const end = chunk.length;
    let at = 0;
    while (at < end) {
      switch (this.#state) {
        case State.text:
          at = this.#text(chunk, at, end);
          break;
        case State.openName:
        case State.closeName:
          at = this.#name(chunk, at, end);
          break;
        case State.attributes:
          at = this.#attributes(chunk, at, end);
          break;
        case State.done:
          return;
        default:
          this.#byte(chunk[at] ?? 0);
          at += 1;
      }
    }
  }

  #text(chunk: Uint8Array, from: number, end: number): number {
    let at = from;
    if (this.#depth === 0) {
      for (; at < end; at += 1) {
        const byte = chunk[at] ?? 0;
        if (byte === LT) break;
        if (byte > SPACE && BYTE_ORDER_MARK[this.#seen] !== byte) throw new XmlError('it is not XML');
        this.#seen += 1;
      }
    } else if (this.wantsText) {
      for (; at < end; at += 1) {
        const byte = chunk[at];
        if (byte === LT || byte === AMPERSAND) break;
      }
      if (at > from) this.#handler.text(chunk, from, at);
    } else {
      while (at < end && chunk[at] !== LT) at += 1;
    }
    if (at === end) return end;
    if (this.offersElements && chunk[at] === LT) {
      const next = this.#handler.take(chunk, at);
      if (next > at) return next;
    }
    this.#state = chunk[at] === LT ? State.markup : State.entity;
    this.#short = '';
    return at + 1;
  }

  #name(chunk: Uint8Array, from: number, end: number): number {
    const at = this.#names.add(chunk, from, end);
    if (at === end) return end;
    if (this.#state === State.closeName) {
      this.#checkClose();
      this.#state = State.closeEnd;
    } else {
      this.#open();
      this.#state = State.attributes;
    }
    // What ended the name is looked at where it belongs.
    return at;
  }

  #attributes(chunk: Uint8Array, from: number, end: number): number {
    for (let at = from; at < end; at += 1) {
      const byte = chunk[at];
      if (byte === GT) this.#state = State.text;
      else if (byte === SLASH) this.#state = State.emptyEnd;
      else if (byte === DOUBLE_QUOTE) this.#state = State.doubleQuoted;
      else if (byte === SINGLE_QUOTE) this.#state = State.singleQuoted;
      else if (byte === LT) throw new XmlError('a tag has no end');
      else continue;
      return at + 1;
    }
    return end;
  }

  /** The rarer places of the grammar. */
  #byte(byte: number): void {
    switch (this.#state) {
      case State.markup:
        this.#markup(byte);
        return;
      case State.closeEnd:
        if (byte === GT) this.#close();
        else if (byte > SPACE) throw new XmlError('the end of an element is cut off');
        return;
      case State.emptyEnd:
        if (byte !== GT) throw new XmlError('a tag has no end');
        this.#close();
        return;
      case State.doubleQuoted:
        if (byte === DOUBLE_QUOTE) this.#state = State.attributes;
        return;
      case State.singleQuoted:
        if (byte === SINGLE_QUOTE) this.#state = State.attributes;
        return;
      case State.entity:
        this.#entity(byte);
        return;
      case State.declaration:
        this.#declaration(byte);
        return;
      case State.instruction:
        if (byte === GT && this.#ending === 1) this.#state = State.text;
        this.#ending = byte === QUESTION ? 1 : 0;
        return;
      case State.comment:
        if (byte === GT && this.#ending === 2) this.#state = State.text;
        this.#ending = byte === DASH ? Math.min(2, this.#ending + 1) : 0;
        return;
      default:
        this.#cdata(byte);
    }
  }

  #markup(byte: number): void {
    this.#ending = 0;
    if (byte === SLASH || byte > QUESTION) {
      this.#names.reset();
      this.#state = byte === SLASH ? State.closeName : State.openName;
      if (byte !== SLASH) this.#names.add(Uint8Array.of(byte), 0, 1);
    } else if (byte === QUESTION) this.#state = State.instruction;
    else if (byte === BANG) this.#state = State.declaration;
    else throw new XmlError('a tag has no name');
  }

  #declaration(byte: number): void {
    this.#short += String.fromCharCode(byte);
    if (this.#short === COMMENT_START) this.#state = State.comment;
    else if (this.#short === CDATA_START && this.#depth > 0) this.#state = State.cdata;
    else if (!COMMENT_START.startsWith(this.#short) && !CDATA_START.startsWith(this.#short)) {
      throw new XmlError('it has a document type');
    }
  }

  /** Text in which nothing is markup, to the `]]>` at its end. */
  #cdata(byte: number): void {
    if (byte === GT && this.#ending === 2) {
      this.#state = State.text;
      return;
    }
    if (byte === BRACKET) {
      if (this.#ending === 2) this.#emit(BRACKET);
      else this.#ending += 1;
      return;
    }
    for (; this.#ending > 0; this.#ending -= 1) this.#emit(BRACKET);
    this.#emitByte(byte);
  }

  #entity(byte: number): void {
    if (byte > SPACE && byte < 0x7f && byte !== LT && byte !== AMPERSAND && this.#short.length < MAX_ENTITY) {
      if (byte !== SEMICOLON) {
        this.#short += String.fromCharCode(byte);
        return;
      }
      const code = codePointOf(this.#short);
      if (code !== null) {
        this.#state = State.text;
        this.#emit(code);
        return;
      }
    }
    // An `&` that begins no entity is one that the store did not escape.
    this.#state = byte === LT ? State.markup : byte === AMPERSAND ? State.entity : State.text;
    for (const character of `&${this.#short}`) this.#emitByte(character.charCodeAt(0));
    if (this.#state === State.text) this.#emitByte(byte);
    this.#short = '';
  }

  #emitByte(byte: number): void {
    this.#encoded[0] = byte;
    if (this.wantsText) this.#handler.text(this.#encoded, 0, 1);
  }

  #emit(code: number): void {
    const length = encodeCharacter(code, this.#encoded);
    if (this.wantsText) this.#handler.text(this.#encoded, 0, length);
  }

  #open(): void {
    if (this.#depth === MAX_DEPTH) throw new XmlError('its elements are nested too deeply');
    this.#depth += 1;
    const name = this.#names.find();
    this.#openNames[this.#depth] = name;
    this.#openHashes[this.#depth] = this.#names.hash;
    this.#handler.open(name, this.#depth);
  }

  #checkClose(): void {
    if (this.#depth === 0 || this.#openHashes[this.#depth] !== this.#names.hash) {
      throw new XmlError('an element ends that did not begin');
    }
  }

  #close(): void {
    const depth = this.#depth;
    this.#handler.close(this.#openNames[depth] ?? -1, depth);
    this.#depth -= 1;
    this.#state = this.#depth === 0 ? State.done : State.text;
  }
}
