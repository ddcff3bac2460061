/** Everything that may come as a deep link or on a command line: it is one exact thing, or refused. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { filesIn, linkAmong, parseDeepLink } from '../../../src/main/platform/deep-link.ts';
import { argumentsKind, linkKind } from '../../support/deep-link-oracle.ts';
import { tellFigures } from '../../support/figures.ts';
import { FUZZ_LIMIT_MS, fuzzed } from '../../support/fuzz.ts';

const SCHEMES = ['pail', 'pail-dev'] as const;
const scheme = fc.constantFrom(...SCHEMES);

const odd = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({ unit: 'binary', maxLength: 4 }),
  fc.constantFrom(
    ...[
      '',
      '/',
      '//',
      '?',
      '#',
      '@',
      ':',
      '%',
      '%2f',
      '%00',
      '\\',
      '\0',
      '\n',
      ' ',
      '+',
      '&',
      '&&',
      '=',
      '..',
      './',
      '--',
    ],
    ...['--gpu-launcher=x', '\u202e', '\ud800', 'x'.repeat(5000), 'é', 'user:pass@', ':80', '%63', 'ｐ', 'İ'],
  ),
);
const value = fc.oneof(fc.constantFrom('c', 's', 'access_denied', 'a+b', 'a%20b', '%ff', ''), odd);
const parameter = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('code', 'state', 'error', 'error_description', 'iss', 'url') },
      { weight: 1, arbitrary: fc.oneof(fc.constantFrom('Code', '%63ode', 'id_token', '__proto__', 'state[]'), odd) },
    ),
    value,
  )
  .map(([name, content]) => `${name}=${content}`);
const address = fc.oneof(
  fc.webUrl(),
  fc.constantFrom(
    ...[
      'https://files.example.org/a.pail?v=1',
      'http://127.0.0.1:8080/a.pail',
      'http://[::1]/a',
      'http://localhost/',
      'https://1/a',
    ],
    ...[
      'http://127.1/',
      'http://evil.example/',
      'http://127.0.0.1.evil.example/',
      'https://u@h/',
      'https://',
      'https:///x',
      'https://h#',
    ],
    ...[
      'file:///etc/passwd',
      'javascript:alert(1)',
      'app://bundle/',
      'https://h\\@evil/',
      'https://h/%00',
      'HTTPS://h/',
      '//h/',
    ],
  ),
  odd.map((text) => `https://${text}`),
);
const toProfile = fc
  .tuple(address, fc.boolean())
  .map(([one, raw]) => `url=${raw ? one : encodeURIComponent(wellFormed(one))}`);
const query = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom('code=c&state=s', 'state=s&code=c', 'error=access_denied&state=s&error_description=no'),
  },
  { weight: 3, arbitrary: fc.array(parameter, { maxLength: 4 }).map((all) => all.join('&')) },
  { weight: 2, arbitrary: toProfile },
);
const place = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('//auth/callback', '//auth/logout', '//profile') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        '//AUTH/callback',
        '//auth//callback',
        '//auth/callback/',
        '//auth/x/../callback',
        '//auth/./logout',
        '//auth/%63allback',
      ],
      ...[
        '//u@auth/callback',
        '//@auth/callback',
        '//auth:/callback',
        '//auth:1/callback',
        '//profile/',
        '//@profile',
        '//profile:',
      ],
      ...[
        'auth/callback',
        '/auth/callback',
        '///auth/callback',
        '\\\\auth\\callback',
        '//evil/callback',
        '//auth',
        '//auth.',
        '',
      ],
    ),
  },
);
const start = fc
  .tuple(
    scheme,
    fc.constantFrom(
      (text: string) => text,
      (text: string) => text.toUpperCase(),
    ),
  )
  .map(([name, change]) => `${change(name)}:`);

/** What belongs together. */
const fitting = fc.oneof(
  fc.tuple(fc.constant('//profile'), toProfile),
  fc.tuple(fc.constantFrom('//auth/callback', '//auth/logout'), fc.constantFrom('code=c&state=s', 'error=e&state=%20')),
);

/** A link, sometimes with something put into it somewhere. */
const link = fc
  .tuple(
    start,
    fc.oneof(fc.tuple(place, query), fitting),
    fc.constantFrom('?', '?', '?', '', '??', '#'),
    fc.option(fc.tuple(odd, fc.nat()), { freq: 2, nil: null }),
  )
  .map(([from, [where, rest], mark, inserted]) => {
    const whole = `${from}${where}${mark}${mark === '' ? '' : rest}`;
    if (!inserted) return whole;
    const at = inserted[1] % (whole.length + 1);
    return whole.slice(0, at) + inserted[0] + whole.slice(at);
  });
const anything = fc.oneof(
  { weight: 8, arbitrary: link },
  { weight: 1, arbitrary: fc.tuple(start, fc.string({ unit: 'binary' })).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.oneof(fc.string(), fc.webUrl()) },
);

describe('any link', () => {
  test(
    'is a callback, the end of a sign-out, an address of a profile, or refused; as one judges who does not use URL',
    () => {
      const seen = { callback: 0, logout: 0, profile: 0, refused: 0 };
      fc.assert(
        fc.property(anything, scheme, (raw, ours) => {
          const parsed = parseDeepLink(raw, ours);
          const expected = linkKind(raw, ours);
          seen[parsed.kind] += 1;
          if (parsed.kind === 'refused') expect(parsed.reason).not.toBe('');
          if (parsed.kind === 'callback') expect(raw).toContain(parsed.callback.search.slice(0, 2));
          if (parsed.kind === 'profile') {
            const { protocol, hostname, username, password, hash } = parsed.url;
            expect([username, password, hash]).toEqual(['', '', '']);
            if (protocol !== 'https:')
              expect([protocol, hostname]).toEqual([
                'http:',
                expect.stringMatching(/^(127\.0\.0\.1|\[::1\]|localhost)$/),
              ]);
          }
          // The host of a profile is judged by URL alone.
          if (expected === 'profile') expect(['profile', 'refused']).toContain(parsed.kind);
          else expect(parsed.kind).toBe(expected);
        }),
        fuzzed(2000),
      );
      for (const kind of ['callback', 'logout', 'profile', 'refused'] as const)
        expect(seen[kind], kind).toBeGreaterThan(20);
      tellFigures(`links: ${JSON.stringify(seen)}`);
    },
    FUZZ_LIMIT_MS,
  );

  test(
    'that is written as the documentation says is taken, with what it brings',
    () => {
      const word = fc.string({ unit: fc.constantFrom(...'abcXYZ019-._~'), minLength: 1, maxLength: 40 });
      const host = fc.oneof(fc.domain(), fc.constantFrom('localhost:8443', '10.0.0.1', '[::1]:9000'));
      fc.assert(
        fc.property(word, word, host, word, scheme, (code, state, where, file, ours) => {
          const search = `?code=${code}&state=${state}`;
          expect(parseDeepLink(`${ours}://auth/callback${search}`, ours)).toEqual({
            kind: 'callback',
            callback: { state, search },
          });
          const profile = `https://${where}/${file}.pail`;
          const parsed = parseDeepLink(`${ours}://profile?url=${encodeURIComponent(profile)}`, ours);
          expect(parsed).toEqual({ kind: 'profile', url: new URL(profile) });
        }),
        fuzzed(),
      );
    },
    FUZZ_LIMIT_MS,
  );
});

test(
  'of a command line it takes the one link there is and files, and never a switch',
  () => {
    const argument = fc.oneof(
      anything,
      anything.map((one) => `--${one}`),
      anything.map((one) => ` ${one}`),
      fc.constantFrom(
        '--',
        '-',
        '--gpu-launcher=x',
        '--inspect=pail:9',
        '--user-data-dir=/x.pail',
        'a.pail',
        '/b/C.PAIL',
        'C:\\A.pail',
        'CD:\\A.pail',
        'file:///b/C.pail',
        'FILE:///b/%2FC.pail',
        'file://server/C.pail',
      ),
      fc.tuple(odd, fc.constantFrom('.pail', '.json', '')).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(fc.array(argument, { maxLength: 6 }), scheme, (argv, ours) => {
        const { links, files } = argumentsKind(argv, ours);
        const [one] = links;
        const alone = one === undefined ? null : parseDeepLink(one, ours);
        const several = { kind: 'refused', reason: 'more than one link', isOfProfile: false };
        expect(linkAmong(argv, ours)).toEqual(links.length > 1 ? several : alone);
        expect(filesIn(argv)).toEqual(files);
        expect([...links, ...files].some((taken) => taken.startsWith('-'))).toBe(false);
      }),
      fuzzed(1000),
    );
  },
  FUZZ_LIMIT_MS,
);

function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
