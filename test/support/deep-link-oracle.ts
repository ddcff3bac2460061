/**
 * What a deep link must be, written from the documentation alone and without `URL` and `URLSearchParams`: by it the one that judges them
 * in Pail is judged.
 */

const LONGEST = 4096;
const LONGEST_ADDRESS = 2048;
const OF_CALLBACKS = ['code', 'state', 'error', 'error_description', 'iss'];

/** What no browser and no sign-in service writes into an address. */
const isUnusual = (character: string): boolean => {
  const code = character.charCodeAt(0);
  return code <= 0x20 || code === 0x7f || character === '\\' || character === '#';
};

/** How long a query is when it is written in ASCII. */
function writtenLength(query: string): number {
  let length = 0;
  for (const byte of Buffer.from(query)) length += byte > 0x7f || '"<>'.includes(String.fromCharCode(byte)) ? 3 : 1;
  return length;
}

/** The text behind an encoding such as that of forms. */
function decoded(text: string): string {
  const bytes: number[] = [];
  const source = Buffer.from(text.replaceAll('+', ' '));
  for (let at = 0; at < source.length; at += 1) {
    const digits = source.subarray(at + 1, at + 3).toString('latin1');
    if (source[at] === 0x25 && /^[0-9a-fA-F]{2}$/.test(digits)) {
      bytes.push(Number.parseInt(digits, 16));
      at += 2;
    } else bytes.push(source[at] ?? 0);
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(bytes));
}

/** The parameters of a query, in order. */
function parameters(query: string): [name: string, value: string][] {
  return query
    .split('&')
    .filter((one) => one !== '')
    .map((one) => {
      const end = one.indexOf('=');
      return end < 0 ? [decoded(one), ''] : [decoded(one.slice(0, end)), decoded(one.slice(end + 1))];
    });
}

function isCallback(query: string): boolean {
  const given = parameters(query);
  const names = given.map(([name]) => name);
  const isKnown = names.every((name, index) => OF_CALLBACKS.includes(name) && names.indexOf(name) === index);
  const state = given.find(([name]) => name === 'state')?.[1] ?? '';
  return (
    isKnown && state !== '' && names.includes('code') !== names.includes('error') && writtenLength(query) + 1 <= LONGEST
  );
}

/** What is seen of a good address of a profile without knowing what hosts are. */
function mayBeAddress(address: string): boolean {
  const [, scheme, authority] = /^(https?):\/\/([^/?]+)/.exec(address) ?? [];
  if (scheme === undefined || authority === undefined || address.length > LONGEST_ADDRESS) return false;
  return ![...address].some((character) => isUnusual(character) || character > '~') && !authority.includes('@');
}

/** What a link is. `profile` says that it may be one: whether its host is a host is not judged. */
export function linkKind(raw: string, scheme: string): 'callback' | 'logout' | 'profile' | 'refused' {
  if (raw.length > LONGEST || [...raw].some(isUnusual)) return 'refused';
  const start = raw.slice(0, scheme.length + 1);
  const isOurs =
    start.length === scheme.length + 1 && start.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) === `${scheme}:`;
  if (!isOurs) return 'refused';
  const rest = raw.slice(start.length);
  const [place, query] = rest.includes('?')
    ? [rest.slice(0, rest.indexOf('?')), rest.slice(rest.indexOf('?') + 1)]
    : [rest, null];
  if (place === '//auth/logout') return 'logout';
  if (query === null) return 'refused';
  if (place === '//auth/callback') return isCallback(query) ? 'callback' : 'refused';
  if (place !== '//profile') return 'refused';
  const [[name, value] = ['', ''], ...more] = parameters(query);
  return name === 'url' && more.length === 0 && mayBeAddress(value) ? 'profile' : 'refused';
}

/** The links of a command line, and the files on it. Of addresses of files it knows those that are plain. */
export function argumentsKind(argv: readonly string[], scheme: string): { links: string[]; files: string[] } {
  const links: string[] = [];
  const files: string[] = [];
  for (const argument of argv) {
    const before = argument.split(':')[0] ?? '';
    const hasColon = before.length < argument.length;
    if (hasColon && before.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) === scheme) links.push(argument);
    const isAddress = hasColon && before.length > 1 && /^[a-zA-Z][a-zA-Z0-9+.-]*$/.test(before);
    const [, plain] = /^file:\/\/(\/[\w/.]+)$/i.exec(argument) ?? [];
    if (plain !== undefined) files.push(plain);
    if (!isAddress && argument !== '' && argument[0] !== '-') files.push(argument);
  }
  return { links, files };
}
