import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePlain, type NaturalOrder, naturalOrder } from './natural.ts';

/** Text in which the cases that matter are frequent: numbers, letters of both cases, signs, control characters. */
const plainText = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('0', '00', '1', '9', '10', '123456789', 'a', 'A', 'b', 'B', 'z', 'Z') },
      { weight: 3, arbitrary: fc.nat(127).map((code) => String.fromCharCode(code)) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('ch', 'Ch', 'dz', 'aa', 'Aa', 'll', 'lj', 'nj', 'ij', 'ss', 'cs', '-', ' '),
      },
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

function compareBytes({ weights }: NaturalOrder, a: string, b: string): number {
  const [x, y] = [Buffer.from(a), Buffer.from(b)];
  if (!weights) throw new Error('no weights');
  return comparePlain(weights, x, 0, x.length, y, 0, y.length);
}

function agrees(order: NaturalOrder, runs: number): void {
  fc.assert(
    fc.property(plainText, plainText, plainText, (shared, a, b) => {
      const [one, other] = [shared + a, shared + b];
      expect(Math.sign(compareBytes(order, one, other))).toBe(Math.sign(order.compareTexts(one, other)));
    }),
    { numRuns: runs },
  );
}

test('bytes are ordered as the collator orders the text', () => {
  agrees(naturalOrder(), 5000);
});

test('every pair of characters is ordered as the collator orders it', () => {
  const order = naturalOrder();
  for (let a = 0; a < 128; a += 1) {
    for (let b = 0; b < 128; b += 1) {
      const [one, other] = [String.fromCharCode(a, b), String.fromCharCode(b, a)];
      expect(Math.sign(compareBytes(order, one, other))).toBe(Math.sign(order.compareTexts(one, other)));
    }
  }
});

test('numbers of many digits are ordered by value', () => {
  const order = naturalOrder();
  const digits = (count: number) => `x${'7'.repeat(count)}`;
  for (const [a, b] of [
    [digits(254), digits(253)],
    [`${digits(254)}b`, `${digits(254)}a`],
    ['x1000000000', 'x999999999'],
    [`x${'0'.repeat(200)}1`, 'x2'],
  ] as const) {
    expect(Math.sign(compareBytes(order, a, b))).toBe(Math.sign(order.compareTexts(a, b)));
  }
});

test.each(['en', 'de', 'fr', 'ja', 'zh', 'ru', 'pl', 'th', 'ar', 'he', 'es'])('agrees in %s', (locale) => {
  const order = naturalOrder(locale);
  expect(order.weights).not.toBeNull();
  agrees(order, 1000);
});

test.each(['cs', 'sk', 'hr', 'hu', 'da', 'nb', 'cy', 'sq', 'lt', 'et', 'mt', 'vi', 'sv', 'uz', 'az', 'br', 'tr'])(
  'agrees in %s, or leaves it to the collator',
  (locale) => {
    const order = naturalOrder(locale);
    if (order.weights) agrees(order, 1000);
  },
);

test.each(['cs', 'sk', 'hr', 'hu', 'da', 'nb', 'cy', 'sq', 'lt', 'tr'])('leaves %s to the collator', (locale) => {
  expect(naturalOrder(locale).weights).toBeNull();
});
