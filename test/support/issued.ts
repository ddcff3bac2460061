const SHORTEST = 8;
const PREFIX_BYTES = 4;
const FILTER_SHIFT = 14;
const HASH = 0x9e3779b1;

/** One thing that must not be found where it does not belong; `kind` says what it is, such as `access token`. */
export interface IssuedSecret {
  readonly kind: string;
  readonly value: string;
}

/** Where in a haystack a secret lies; `offset` in bytes. */
export interface FoundSecret {
  readonly kind: string;
  readonly offset: number;
}

/** What the test servers have handed out, for a later search in logs, profiles, memory and pages. */
export class IssuedSecrets {
  readonly #secrets = new Map<string, IssuedSecret>();

  /**
   * Remembers a secret; the same value again changes nothing.
   * Throws an Error for values shorter than 8 characters: a search for them would find chance matches.
   */
  add(kind: string, value: string): void {
    if (value.length < SHORTEST) {
      throw new Error(`a ${kind} of ${value.length} characters is too short to be searched for (least: ${SHORTEST})`);
    }
    if (!this.#secrets.has(value)) {
      this.#secrets.set(value, { kind, value });
    }
  }

  /** All so far, oldest first. */
  all(): IssuedSecret[] {
    return [...this.#secrets.values()];
  }
}

/**
 * Every place where one of the secrets lies in the haystack, in order of offset, each place once for a secret.
 *
 * Finds them as UTF-8 and as UTF-16LE (as in heap snapshots and LevelDB), and in both of these: as is, percent-encoded,
 * as escaped inside a JSON string, and inside base64 or base64url of a longer text, whatever comes before and after.
 * Takes a few seconds for 300 MB, however many secrets there are.
 */
export function findSecrets(haystack: Buffer, secrets: Iterable<IssuedSecret>): FoundSecret[] {
  const needles = new Needles(secrets);
  const found: FoundSecret[] = [];
  if (needles.size === 0 || haystack.length < PREFIX_BYTES) {
    return found;
  }
  const { filter } = needles;
  let prefix = haystack.readInt32LE(0);
  for (let offset = 0; offset <= haystack.length - PREFIX_BYTES; offset += 1) {
    if (filter[Math.imul(prefix, HASH) >>> FILTER_SHIFT] === 1) {
      found.push(...needles.at(haystack, offset, prefix));
    }
    prefix = (prefix >>> 8) | ((haystack[offset + PREFIX_BYTES] as number) << 24);
  }
  return found;
}

/** The byte strings to look for, by their first four bytes, so that one pass over the haystack serves them all. */
class Needles {
  readonly #byPrefix = new Map<number, { kind: string; value: string; bytes: Buffer }[]>();
  /** Says "surely not" for nearly every prefix, without a map lookup. */
  readonly filter = new Uint8Array(1 << (32 - FILTER_SHIFT));

  constructor(secrets: Iterable<IssuedSecret>) {
    for (const { kind, value } of secrets) {
      for (const bytes of encodings(value)) {
        const prefix = bytes.readInt32LE(0);
        const same = this.#byPrefix.get(prefix) ?? [];
        this.#byPrefix.set(prefix, same);
        same.push({ kind, value, bytes });
        this.filter[Math.imul(prefix, HASH) >>> FILTER_SHIFT] = 1;
      }
    }
  }

  get size(): number {
    return this.#byPrefix.size;
  }

  at(haystack: Buffer, offset: number, prefix: number): FoundSecret[] {
    const hits = (this.#byPrefix.get(prefix) ?? []).filter(({ bytes }) =>
      haystack.subarray(offset, offset + bytes.length).equals(bytes),
    );
    const bySecret = new Map(hits.map(({ kind, value }) => [value, { kind, offset }]));
    return [...bySecret.values()];
  }
}

function encodings(value: string): Buffer[] {
  const percent = encodeURIComponent(value);
  const form = new URLSearchParams([['', value]]).toString().slice(1);
  const json = JSON.stringify(value).slice(1, -1);
  const texts = new Set([
    value,
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()),
    form,
    json,
    json.replaceAll('/', '\\/'),
    ...insideBase64(value),
  ]);
  return [...texts].flatMap((text) => [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]);
}

/**
 * What surely stands in the base64 of any text that contains the value: for each of the three ways in which the value
 * can lie across the groups of three bytes, the characters that no neighbour has a share in.
 */
function insideBase64(value: string): string[] {
  const bytes = Buffer.from(value, 'utf8');
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    const sure = whole.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6));
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
  });
}
