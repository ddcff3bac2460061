import { PailError } from '../../../shared/errors.ts';
import type { ListPage, ListRequest, S3Port } from '../s3/port.ts';

type Wanted = Pick<ListRequest, 'bucket' | 'prefix' | 'delimiter' | 'signal'>;

/** A page that was asked for. */
interface Asked {
  readonly token: string | null;
  answer: Promise<ListPage>;
  /** Where it says to go on, once it has said so. */
  next: string | null;
}

/**
 * All pages of a listing, in order. The next page is asked for as soon as a page says where it begins, and so is on its way
 * while that page arrives and is worked on; never more than one ahead. Whoever stops to read takes back what was asked for.
 * Rejects as `listPage`, with the reason of the signal, and with `storage-refused` for a store that sends us to where we are:
 * its listing would never end.
 */
export async function* pagesOf(port: S3Port, wanted: Wanted): AsyncGenerator<ListPage> {
  const { signal } = wanted;
  signal.throwIfAborted();
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  let current: Asked | null = null;
  let ahead: Asked | null = null;

  const ask = (token: string | null): Asked => {
    const asked: Asked = { token, next: null, answer: NOT_YET };
    const onNextToken = (next: string): void => {
      asked.next = next;
      if (asked === current) askAhead(asked);
    };
    asked.answer = port.listPage({ ...wanted, token, onNextToken, signal: controller.signal });
    // Whoever waits for a page hears how it fails. For one that was asked for ahead that may come later, or never.
    asked.answer.catch(() => undefined);
    return asked;
  };
  const askAhead = ({ token, next }: Asked): void => {
    if (ahead === null && next !== null && next !== token) ahead = ask(next);
  };

  try {
    for (let token: string | null = null; ; ) {
      // Typed anew, because the compiler does not see that the callbacks above change it.
      const asked: Asked = (ahead as Asked | null)?.token === token && ahead ? ahead : ask(token);
      current = asked;
      ahead = null;
      askAhead(asked);
      const page = await asked.answer;
      signal.throwIfAborted();
      if (page.nextToken !== null && page.nextToken === token) {
        throw new PailError('storage-refused', { subject: wanted.prefix, reason: 'its listing goes in a circle' });
      }
      asked.next = page.nextToken;
      askAhead(asked);
      yield page;
      if (page.nextToken === null) return;
      token = page.nextToken;
    }
  } finally {
    signal.removeEventListener('abort', abort);
    controller.abort();
  }
}

const NOT_YET = new Promise<never>(() => undefined);
