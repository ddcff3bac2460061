/** Asks for the same first page again and again and reads none of it: what is left of a listing without its reading. */

import { readBody } from '../../../src/main/engine/s3/transport/body.ts';
import { UndiciTransport } from '../../../src/main/engine/s3/transport/undici-transport.ts';
import { EMPTY_PAYLOAD, Signer } from '../../../src/main/engine/s3/wire/sign.ts';
import { type ListQuestion, measurePages } from './list-pages.ts';
import { answerWith } from './parent.ts';

const A_PAGE_BYTES = 100_000;

answerWith(async (question: ListQuestion) => {
  const { endpoint, keys, bucket, prefix } = question;
  const { origin, host } = new URL(endpoint);
  const transport = new UndiciTransport();
  const signer = new Signer('us-east-1');
  const { signal } = new AbortController();
  const path = `/${bucket}`;
  const query = `delimiter=%2F&list-type=2&prefix=${encodeURIComponent(prefix)}`;
  const signable = { method: 'GET', host, path, query, headers: {}, payloadHash: EMPTY_PAYLOAD };
  const answer = await measurePages(question, async () => {
    const headers = signer.sign(signable, keys, Date.now());
    const page = await transport.request({
      method: 'GET',
      origin,
      path: `${path}?${query}`,
      headers,
      priority: 'interactive',
      signal,
    });
    let received = 0;
    await readBody(page.body, {
      take: (bytes) => {
        received += bytes.length;
        return null;
      },
    });
    if (page.status !== 200 || received < A_PAGE_BYTES) throw new Error(`${page.status}, ${received} bytes`);
    return { entries: 0, next: 'more' };
  });
  transport.destroy();
  return answer;
});
