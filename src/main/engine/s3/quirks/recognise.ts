/** Which store it is: by its name, or by how it answers. */
import type { ProbeAnswer } from './probe.ts';
import type { Provider, Sign } from './providers.ts';

/** The row of the store at an endpoint, as far as its host name tells. */
export function byHost(endpoint: URL, table: readonly Provider[]): Provider | null {
  // A name that ends with a dot is the same name.
  const host = endpoint.hostname.toLowerCase().replace(/\.$/, '');
  return table.find(({ hosts }) => hosts.some((pattern) => isHost(host, pattern))) ?? null;
}

/** The row of the store that gave an answer. */
export function byAnswer(answer: ProbeAnswer, table: readonly Provider[]): Provider | null {
  return table.find(({ signs }) => signs.some((sign) => shows(answer, sign))) ?? null;
}

function isHost(host: string, pattern: string | RegExp): boolean {
  if (typeof pattern !== 'string') return pattern.test(host);
  return host === pattern || host.endsWith(`.${pattern}`);
}

function shows(answer: ProbeAnswer, sign: Sign): boolean {
  return 'body' in sign ? sign.body.test(answer.body) : sign.value.test(answer.headers[sign.header] ?? '');
}
