/** One request to the emulator, as it came. */
export interface StoreRequest {
  readonly method: string;
  /** Path and query, encoded. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
}

export interface StoreAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A document is sent as XML. */
  readonly body?: Buffer | string;
}

/** What the store refuses, with the code and the status that S3 has for it. */
export class StoreError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function storeError(status: number, code: string, message = ''): StoreError {
  return new StoreError(status, code, message);
}

/** Text in XML; what XML has no place for goes as a number, as S3 writes it. */
export function escapeXml(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are a part of it
  return text.replace(/[&<>"\u0000-\u001f]/g, (character) => {
    const named = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[character];
    return named ?? `&#x${character.charCodeAt(0).toString(16)};`;
  });
}

/** An element, of text or of elements. */
export const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;
export const textElement = (name: string, text: string | number): string => element(name, escapeXml(String(text)));

export function xmlAnswer(root: string, content: string): StoreAnswer {
  return { status: 200, body: `<?xml version="1.0" encoding="UTF-8"?>\n${element(root, content)}` };
}

/** The texts of all elements of a name in a short document of a client. */
export function textsOf(document: Buffer, name: string): string[] {
  const found = document.toString().matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'));
  return [...found].map(([, text = '']) => unescapeXml(text));
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:(\w+)|#(\d+)|#x([0-9a-fA-F]+));/g,
    (whole, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return NAMED[name] ?? whole;
      return String.fromCodePoint(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal));
    },
  );
}
