import type { ServerResponse } from 'node:http';
import { describe, expect, test, vi } from 'vitest';
import { type StoreRequest, xmlError } from '../../testing/http-store.ts';
import { CONTENT, md5, numberOf, PART_BYTES, sliceOf, uploadsTo, usual } from '../../testing/parts-store.ts';

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

test('the parts are the body, in order, each checked by the store, and progress tells of all', async () => {
  const { upload, of, steps } = await uploadsTo();
  const progress: number[] = [];
  expect(await upload({ onBytes: (bytes) => progress.push(bytes) })).toBe('done');
  const parts = of('part').sort((a, b) => numberOf(a) - numberOf(b));
  expect(Buffer.concat(parts.map(({ body }) => body)).equals(CONTENT)).toBe(true);
  expect(parts.map(({ body }) => body.length)).toEqual([...Array(5).fill(PART_BYTES), 7]);
  for (const { headers, body } of parts) expect(headers['content-md5']).toBe(md5(body).toString('base64'));
  expect(parts.map(({ url }) => url)[0]).toBe('/b/k?partNumber=1&uploadId=u%2F1%262');
  expect(sum(progress)).toBe(CONTENT.length);
  expect(steps().slice(0, 1).concat(steps().slice(-1))).toEqual(['begin', 'complete']);
  expect(of('begin')[0]?.headers['content-type']).toBe('text/plain');
  const list = [1, 2, 3, 4, 5, 6].map((number) => {
    const etag = `&quot;${md5(sliceOf(number)).toString('hex')}&quot;`;
    return `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag></Part>`;
  });
  expect(of('complete')[0]?.body.toString()).toContain(`>${list.join('')}</CompleteMultipartUpload>`);
});

test('four parts are in memory at a time', async () => {
  const held: Array<() => void> = [];
  const { upload } = await uploadsTo((request, response, step) => {
    if (step !== 'part') return false;
    held.push(() => usual(request, response));
    return true;
  });
  let read = 0;
  const part = async (number: number) => {
    read += 1;
    return sliceOf(number);
  };
  const work = upload({ part });
  await vi.waitFor(() => expect(held).toHaveLength(4), { interval: 1 });
  expect(read).toBe(4);
  held.shift()?.();
  await vi.waitFor(() => expect(held).toHaveLength(4), { interval: 1 });
  expect(read).toBe(5);
  for (const answer of held.splice(0)) answer();
  await vi.waitFor(() => expect(held).toHaveLength(1), { interval: 1 });
  held[0]?.();
  expect(await work).toBe('done');
});

test.each([0, 1, 2])('how it was begun is told where the answers to the first %i attempts are lost', async (lost) => {
  let attempts = 0;
  const { upload, of } = await uploadsTo((_request, response, step) => {
    if (step !== 'begin' || ++attempts > lost) return false;
    response.destroy();
    return true;
  });
  const onBegun = vi.fn();
  expect(await upload({ onBegun })).toBe('done');
  expect(of('begin')).toHaveLength(lost + 1);
  expect(onBegun.mock.calls).toEqual([['u/1&2', lost > 0]]);
});

test('under a limit parts go one after the other, and again four at a time once it is gone', async () => {
  const held: Array<() => void> = [];
  const limits = { limitsUploads: true };
  const answer = (request: StoreRequest, response: ServerResponse, step: string) => {
    if (step !== 'part') return false;
    held.push(() => usual(request, response));
    return true;
  };
  const { upload, of } = await uploadsTo(answer, {}, limits);
  const work = upload();
  await vi.waitFor(() => expect(held).toHaveLength(1), { interval: 1 });
  held.shift()?.();
  await vi.waitFor(() => expect(of('part')).toHaveLength(2), { interval: 1 });
  expect(held).toHaveLength(1);
  limits.limitsUploads = false;
  held.shift()?.();
  await vi.waitFor(() => expect(held).toHaveLength(4), { interval: 1 });
  for (const one of held.splice(0)) one();
  expect(await work).toBe('done');
});

describe('one that was begun earlier', () => {
  const begun = {
    uploadId: 'earlier',
    parts: [1, 3, 6].map((number) => ({ number, etag: `"${md5(sliceOf(number)).toString('hex')}"` })),
  };

  test('is gone on with: only what the store does not have is read and sent', async () => {
    const { upload, of, steps } = await uploadsTo();
    const onBegun = vi.fn();
    const onPart = vi.fn();
    const progress: number[] = [];
    const onBytes = (bytes: number) => progress.push(bytes);
    const part = vi.fn(async (number: number) => sliceOf(number));
    expect(await upload({ begun, onBegun, onPart, onBytes, part })).toBe('done');
    expect(steps()).not.toContain('begin');
    expect(onBegun).not.toHaveBeenCalled();
    expect(of('part').map(numberOf).sort()).toEqual([2, 4, 5]);
    expect(part.mock.calls.map(([number]) => number).sort()).toEqual([2, 4, 5]);
    expect(onPart.mock.calls.map(([{ number }]) => number).sort()).toEqual([2, 4, 5]);
    expect(sum(progress)).toBe(3 * PART_BYTES);
    const completion = of('complete')[0];
    expect(completion?.url).toContain('uploadId=earlier');
    for (let number = 1; number <= 6; number += 1) {
      expect(completion?.body.toString()).toContain(`<PartNumber>${number}</PartNumber>`);
    }
  });

  test('and was completed without our hearing of it is done', async () => {
    const { upload } = await uploadsTo((_request, response, step) => {
      if (step === 'complete') xmlError(response, 404, 'NoSuchUpload');
      return step === 'complete';
    });
    expect(await upload({ begun })).toBe('done');
  });
});

describe('what fails leaves what was begun, for the caller to go on with', () => {
  test('the last word against it', async () => {
    const { upload, steps } = await uploadsTo();
    expect(await upload({ beforeComplete: () => Promise.reject(new Error('changed my mind')) })).toBe('internal');
    expect(steps()).not.toContain('abort');
    expect(steps()).not.toContain('complete');
  });

  test('a part that is refused stops the others', async () => {
    let open = 0;
    const { upload, steps } = await uploadsTo((request, response, step) => {
      if (step !== 'part') return false;
      open += 1;
      response.once('close', () => {
        open -= 1;
      });
      // The others never hear.
      if (numberOf(request) === 4) xmlError(response, 403, 'AccessDenied');
      return true;
    });
    expect(await upload()).toBe('access-denied');
    await vi.waitFor(() => expect(open).toBe(0));
    expect(steps()).toEqual(['begin', 'part', 'part', 'part', 'part']);
  });

  test('a body that cannot be read', async () => {
    const { upload, steps } = await uploadsTo();
    const part = async (number: number) => {
      if (number === 3) throw new Error('the disk is gone');
      return sliceOf(number);
    };
    expect(await upload({ part })).toBe('internal');
    expect(steps()).not.toContain('complete');
  });

  test('being cancelled, and nothing is completed', async () => {
    const { upload, steps, aborting } = await uploadsTo();
    await upload({ onPart: () => aborting.abort() });
    expect(steps()).not.toContain('complete');
  });

  test('being cancelled while it begins: the id is waited for, and asked for once only', async () => {
    const { upload, steps, aborting } = await uploadsTo((request, response, step) => {
      if (step !== 'begin') return false;
      aborting.abort();
      setTimeout(() => usual(request, response), 10);
      return true;
    });
    const onBegun = vi.fn();
    await upload({ onBegun });
    expect(steps()).toEqual(['begin']);
    expect(onBegun.mock.calls).toEqual([['u/1&2', false]]);
  });
});
