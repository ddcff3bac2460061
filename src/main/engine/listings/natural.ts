/**
 * The natural order of names: that of `Intl.Collator` with numbers by value. The collator takes half a microsecond and two
 * strings for each comparison; plain names (ASCII) are compared here, byte by byte, with the same outcome.
 *
 * What the collator does with ASCII: letters, digits and signs have a primary weight; control characters have none and
 * are skipped; digits in a row are one number, without leading zeros. Only where the primary weights of the whole names are equal,
 * a small letter comes before a capital one, at the first place where they differ. The weights are read from the collator itself, because languages
 * differ; where a language does more than that with ASCII (Czech sorts “ch” after “h”) every name is left to the collator.
 */
export interface NaturalOrder {
  readonly compareTexts: (a: string, b: string) => number;
  /** The primary weight of each ASCII character, 0 where it is skipped; all digits have one. `null`: use `compareTexts`. */
  readonly weights: Uint8Array | null;
}

const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;
const isDigit = (byte: number): boolean => byte >= DIGIT_0 && byte <= DIGIT_9;

/** The order of a language; that of the system when left out. */
export function naturalOrder(locale?: string): NaturalOrder {
  const full = new Intl.Collator(locale, { numeric: true });
  const base = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });
  return { compareTexts: full.compare, weights: readWeights(full, base) };
}

function readWeights(full: Intl.Collator, base: Intl.Collator): Uint8Array | null {
  const weights = new Uint8Array(256);
  const groups = weightGroups(full, base);
  if (!groups || hasContractions(base, groups)) return null;
  let weight = 1;
  for (const group of groups) {
    const isNumber = group.some((character) => isDigit(character.charCodeAt(0)));
    // Digits are compared by the number that they are part of, and against all else as one.
    if (!isNumber || group[0] === '0') weight += 1;
    for (const character of group) weights[character.charCodeAt(0)] = weight;
  }
  return weights;
}

/** The ASCII characters that count, grouped by primary weight, in order; `null` where it takes more to order them. */
function weightGroups(full: Intl.Collator, base: Intl.Collator): string[][] | null {
  const all = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
  const counting = all.filter((character) => full.compare(character, '') !== 0);
  if (counting.some((character) => base.compare(character, '') === 0)) return null;
  const groups: string[][] = [];
  for (const character of counting.sort((a, b) => base.compare(a, b) || full.compare(a, b))) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && base.compare(last[0], character) === 0) last.push(character);
    else groups.push([character]);
  }
  const asExpected = (group: readonly string[]): boolean => {
    const [small = '', capital] = group;
    if (group.length === 1) return !/[a-z]/i.test(small);
    return group.length === 2 && /[a-z]/.test(small) && small.toUpperCase() === capital;
  };
  const digits = groups.findIndex(([character]) => character === '0');
  const inARow =
    groups
      .slice(digits, digits + 10)
      .flat()
      .join('') === '0123456789';
  return groups.every(asExpected) && inARow ? groups : null;
}

/** True where two characters in a row are ordered as more than one after the other. */
function hasContractions(base: Intl.Collator, groups: readonly string[][]): boolean {
  return groups.some(([before = '']) => {
    if (isDigit(before.charCodeAt(0))) return false;
    return [before, before.toUpperCase()].some((first) =>
      groups.some(([next = ''], index) => {
        const previous = groups[index - 1]?.[0];
        const second = first === before ? next : next.toUpperCase();
        if (previous === undefined) return base.compare(first, first + second) >= 0;
        return base.compare(first + previous, first + second) >= 0;
      }),
    );
  });
}

/** The order of two plain names, given as bytes from start to end. 0 also for names that differ only in what is skipped. */
export function comparePlain(
  weights: Uint8Array,
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): number {
  let i = aStart;
  let j = bStart;
  let byCase = 0;
  for (;;) {
    // Names that are compared mostly begin alike.
    while (i < aEnd && j < bEnd && a[i] === b[j] && !isDigit(a[i] as number)) {
      i += 1;
      j += 1;
    }
    while (i < aEnd && weights[a[i] as number] === 0) i += 1;
    while (j < bEnd && weights[b[j] as number] === 0) j += 1;
    if (i >= aEnd) return j >= bEnd ? byCase : -1;
    if (j >= bEnd) return 1;
    const aByte = a[i] as number;
    const bByte = b[j] as number;
    const byWeight = (weights[aByte] as number) - (weights[bByte] as number);
    if (byWeight !== 0) return byWeight;
    if (!isDigit(aByte)) {
      if (byCase === 0) byCase = bByte - aByte;
      i += 1;
      j += 1;
      continue;
    }
    while (i + 1 < aEnd && a[i] === DIGIT_0 && isDigit(a[i + 1] as number)) i += 1;
    while (j + 1 < bEnd && b[j] === DIGIT_0 && isDigit(b[j + 1] as number)) j += 1;
    let byDigit = 0;
    let aHasMore = true;
    let bHasMore = true;
    while (aHasMore && bHasMore) {
      if (byDigit === 0) byDigit = (a[i] as number) - (b[j] as number);
      i += 1;
      j += 1;
      aHasMore = i < aEnd && isDigit(a[i] as number);
      bHasMore = j < bEnd && isDigit(b[j] as number);
    }
    // The number with more digits is the larger one.
    if (aHasMore) return 1;
    if (bHasMore) return -1;
    if (byDigit !== 0) return byDigit;
  }
}
