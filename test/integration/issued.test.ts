import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findSecrets, IssuedSecrets } from '../support/issued.ts';

const SECRET = 'k9/"Zq+Ü=\\secret value~7';
const KIND = 'secret key';

function secrets(...values: string[]): IssuedSecrets {
  const issued = new IssuedSecrets();
  for (const value of values) {
    issued.add(KIND, value);
  }
  return issued;
}

describe('IssuedSecrets', () => {
  it('keeps each value once, in the order of arrival', () => {
    const issued = secrets('first-value', 'second-value', 'first-value');
    expect(issued.all()).toEqual([
      { kind: KIND, value: 'first-value' },
      { kind: KIND, value: 'second-value' },
    ]);
  });

  it('refuses values too short to be searched for', () => {
    expect(() => secrets('1234567')).toThrow(/secret key of 7 characters is too short/);
    expect(() => secrets('12345678')).not.toThrow();
  });
});

describe('findSecrets', () => {
  const planted: Record<string, Buffer> = {
    'UTF-8': Buffer.from(SECRET),
    'UTF-16LE': Buffer.from(SECRET, 'utf16le'),
    'percent-encoded': Buffer.from(encodeURIComponent(SECRET)),
    'in a form': Buffer.from(new URLSearchParams({ a: SECRET }).toString()),
    'in JSON': Buffer.from(JSON.stringify({ a: SECRET })),
    'in JSON, two-byte': Buffer.from(JSON.stringify({ a: SECRET }), 'utf16le'),
  };

  it.each(Object.entries(planted))('finds it %s, wherever it lies', (_name, bytes) => {
    for (const before of [0, 1, 2, 3, 4097]) {
      const haystack = Buffer.concat([randomBytes(before), bytes, randomBytes(33)]);
      const [found, ...more] = findSecrets(haystack, secrets(SECRET).all());
      expect(more).toEqual([]);
      expect(found).toMatchObject({ kind: KIND });
      expect(found?.offset).toBeGreaterThanOrEqual(before);
      expect(found?.offset).toBeLessThan(before + bytes.length);
    }
  });

  it('finds it percent-encoded in lower case', () => {
    const lower = encodeURIComponent(SECRET).replace(/%../g, (hex) => hex.toLowerCase());
    expect(findSecrets(Buffer.from(`x=${lower}`), secrets(SECRET).all())).toEqual([{ kind: KIND, offset: 2 }]);
  });

  it.each(['base64', 'base64url'] as const)('finds it inside %s at every alignment', (encoding) => {
    for (let before = 0; before < 6; before += 1) {
      for (let after = 0; after < 3; after += 1) {
        const text = Buffer.concat([randomBytes(before), Buffer.from(SECRET), randomBytes(after)]).toString(encoding);
        const found = findSecrets(Buffer.from(`header: Basic ${text}\n`), secrets(SECRET).all());
        expect(found, `${before} bytes before, ${after} after`).toHaveLength(1);
      }
    }
  });

  it('says where each of several lies', () => {
    const haystack = Buffer.from('--alpha-value--beta-value--alpha-value');
    expect(findSecrets(haystack, secrets('alpha-value', 'beta-value').all()).map(({ offset }) => offset)).toEqual([
      2, 15, 27,
    ]);
  });

  it('finds the shortest one at both ends', () => {
    expect(findSecrets(Buffer.from('12345678'), secrets('12345678').all())).toEqual([{ kind: KIND, offset: 0 }]);
    expect(findSecrets(Buffer.from('...12345678'), secrets('12345678').all())).toEqual([{ kind: KIND, offset: 3 }]);
  });

  it('finds nothing where nothing is', () => {
    const one = secrets(SECRET).all();
    expect(findSecrets(Buffer.alloc(0), one)).toEqual([]);
    expect(findSecrets(Buffer.from(SECRET.slice(0, -1)), one)).toEqual([]);
    expect(findSecrets(Buffer.from(SECRET.slice(1)), one)).toEqual([]);
    expect(findSecrets(randomBytes(1 << 20), one)).toEqual([]);
    expect(findSecrets(Buffer.from(SECRET), [])).toEqual([]);
  });

  it('takes many secrets over a large haystack in one pass', () => {
    const many = secrets(...Array.from({ length: 400 }, () => randomBytes(24).toString('base64url')));
    const last = many.all().at(-1)?.value as string;
    const haystack = Buffer.concat([randomBytes(32 << 20), Buffer.from(last)]);
    expect(findSecrets(haystack, many.all())).toEqual([{ kind: KIND, offset: 32 << 20 }]);
  });
});
