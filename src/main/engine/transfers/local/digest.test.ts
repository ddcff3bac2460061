import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type DigestAnswer, type DigestQuestion, DigestQueue } from './digest-queue.ts';
import { md5OfParts, md5Steps } from './digest-work.ts';

const content = Buffer.from(Array.from({ length: 700_000 }, (_, index) => (index * 31) % 251));
const md5 = (first: number, end: number): Buffer => createHash('md5').update(content.subarray(first, end)).digest();

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pail-digest-'));
  path = join(folder, 'x');
  await writeFile(path, content);
});
afterEach(() => rm(folder, { recursive: true }));

describe('md5OfParts', () => {
  test('has the MD5 of each part of the stretch, the last one shorter', () => {
    const found = md5OfParts({ path, first: 300_000, end: 690_000, partBytes: 300_000 });
    expect(Buffer.from(found)).toEqual(Buffer.concat([md5(300_000, 600_000), md5(600_000, 690_000)]));
  });

  test('of a part that is not there whole it has none', () => {
    const found = md5OfParts({ path, first: 0, end: 900_000, partBytes: 300_000 });
    expect(Buffer.from(found)).toEqual(Buffer.concat([md5(0, 300_000), md5(300_000, 600_000)]));
  });

  test('goes in steps, and closes the file where it is left', async () => {
    await truncate(path, 10_000_000);
    const steps = md5Steps({ path, first: 0, end: 10_000_000, partBytes: 1_000_000 });
    expect([steps.next().done, steps.next().done]).toEqual([false, false]);
    const left = md5Steps({ path, first: 0, end: 10_000_000, partBytes: 1_000_000 });
    left.next();
    const open = (): number => readdirSync('/proc/self/fd').length;
    const before = process.platform === 'linux' ? open() : 1;
    left.return(new Uint8Array());
    if (process.platform === 'linux') expect(open()).toBe(before - 1);
    expect(steps.next()).toMatchObject({ done: true });
  });

  test('says what the file system says', () => {
    expect(() => md5OfParts({ path: join(folder, 'gone'), first: 0, end: 1, partBytes: 1 })).toThrow('ENOENT');
  });
});

describe('DigestQueue', () => {
  const stretch = { path: '/x', first: 0, end: 1, partBytes: 1 };
  const { signal } = new AbortController();

  /** Threads in memory, which answer when they are told to. */
  function threads() {
    const started: {
      asked: DigestQuestion[];
      answer: (answer: DigestAnswer) => void;
      end: (reason: string) => void;
    }[] = [];
    const queue = new DigestQueue(() => {
      const thread = { asked: [] as DigestQuestion[], answer: (_: DigestAnswer) => {}, end: (_: string) => {} };
      started.push(thread);
      return {
        post: (question) => thread.asked.push(question),
        onAnswer: (listener) => {
          thread.answer = listener;
        },
        onEnd: (listener) => {
          thread.end = listener;
        },
      };
    });
    return { queue, started };
  }

  test('each question gets its own answer, whatever their order', async () => {
    const { queue, started } = threads();
    const [one, two] = [queue.md5OfParts(stretch, signal), queue.md5OfParts(stretch, signal)];
    const [thread] = started;
    const [first, second] = thread?.asked ?? [];
    thread?.answer({ id: second?.id ?? 0, md5: Buffer.from('two') });
    thread?.answer({ id: first?.id ?? 0, refusal: { code: 'EACCES', message: 'no' } });
    expect(await two).toEqual(Buffer.from('two'));
    await expect(one).rejects.toMatchObject({ code: 'EACCES', message: 'no' });
    expect(started).toHaveLength(1);
  });

  test('what nobody waits for any more is dropped at once', async () => {
    const { queue, started } = threads();
    const stopping = new AbortController();
    const left = queue.md5OfParts(stretch, stopping.signal);
    stopping.abort(new Error('stopped'));
    await expect(left).rejects.toThrow('stopped');
    const [asked, dropped] = started[0]?.asked ?? [];
    expect(dropped).toEqual({ id: asked?.id, stretch: null });
    // Its answer may have been on the way.
    started[0]?.answer({ id: asked?.id ?? 0, md5: Buffer.from('late') });
    await expect(queue.md5OfParts(stretch, stopping.signal)).rejects.toThrow('stopped');
    expect(started[0]?.asked).toHaveLength(2);
  });

  test('a thread that ends fails what it was asked, and the next question starts another one', async () => {
    const { queue, started } = threads();
    const lost = queue.md5OfParts(stretch, signal);
    started[0]?.end('out of memory');
    await expect(lost).rejects.toMatchObject({ code: 'EIO', message: 'out of memory' });
    const next = queue.md5OfParts(stretch, signal);
    started[1]?.answer({ id: started[1].asked[0]?.id ?? 0, md5: Buffer.from('md5') });
    expect(await next).toEqual(Buffer.from('md5'));
  });
});
