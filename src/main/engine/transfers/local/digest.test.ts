import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { userFs } from '../../../user-fs.ts';
import { type DigestQuestion, DigestQueue } from './digest-queue.ts';
import { type DigestAnswer, DigestWork, md5OfParts, type Stretch } from './digest-work.ts';
import { LANE_BYTES, Md5Lanes } from './md5-lanes.ts';

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

  test('says what the file system says', () => {
    expect(() => md5OfParts({ path: join(folder, 'gone'), first: 0, end: 1, partBytes: 1 })).toThrow('ENOENT');
  });
});

/** With the processor's vectors, and where it has none. */
describe.each([
  ['in lanes', () => Md5Lanes.create()],
  ['one at a time', () => null],
])('DigestWork %s', (_how, lanes) => {
  const large = Buffer.alloc(100 * LANE_BYTES + 123);
  for (let at = 0; at + 4 <= large.length; at += 4) large.writeUInt32LE((at * 2654435761) >>> 0, at);
  const openFiles = (): number => (process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0);
  const wanted = ({ first, end, partBytes }: Stretch): string =>
    Array.from({ length: Math.ceil((end - first) / partBytes) }, (_, part) => first + part * partBytes)
      .map((from) =>
        createHash('md5')
          .update(large.subarray(from, Math.min(from + partBytes, end)))
          .digest('hex'),
      )
      .join('');
  const told = (answer: DigestAnswer | undefined): string =>
    answer && 'md5' in answer ? Buffer.from(answer.md5).toString('hex') : JSON.stringify(answer);

  function answersOf(work: DigestWork): Map<number, DigestAnswer> {
    const answers = new Map<number, DigestAnswer>();
    while (work.isBusy) for (const answer of work.turn()) answers.set(answer.id, answer);
    return answers;
  }

  beforeEach(() => writeFile(path, large));

  test('parts of several stretches, more and fewer than there are lanes, longer and shorter than a turn', () => {
    const before = openFiles();
    const work = new DigestWork(lanes());
    const stretches = [
      { path, first: 0, end: large.length, partBytes: 17 * LANE_BYTES + 5 },
      { path, first: 64, end: large.length, partBytes: large.length },
      { path, first: 100, end: 100_000, partBytes: 999 },
      { path, first: 1, end: 2, partBytes: 5 },
      { path, first: 0, end: 16 * LANE_BYTES, partBytes: 16 * LANE_BYTES },
    ];
    for (const [id, stretch] of stretches.entries()) work.ask(id, stretch);
    const answers = answersOf(work);
    expect(stretches.map((_, id) => told(answers.get(id)))).toEqual(stretches.map(wanted));
    // One that is alone.
    const alone = { path, first: 3, end: large.length, partBytes: large.length };
    work.ask(9, alone);
    expect(told(answersOf(work).get(9))).toBe(wanted(alone));
    expect(openFiles()).toBe(before);
  });

  test('a short stretch is not behind long ones', () => {
    const work = new DigestWork(lanes());
    for (let id = 0; id < 6; id += 1) work.ask(id, { path, first: id, end: large.length, partBytes: large.length });
    work.ask(6, { path, first: 0, end: 10, partBytes: 10 });
    const order: number[] = [];
    while (work.isBusy) order.push(...work.turn().map(({ id }) => id));
    expect(order[0]).toBe(6);
    expect(order.sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test('of a part that is not there whole, and of those after it, there is none', () => {
    const work = new DigestWork(lanes());
    work.ask(1, { path, first: 0, end: large.length + 1_000_000, partBytes: 700_000 });
    const whole = Math.floor(large.length / 700_000) * 700_000;
    expect(told(answersOf(work).get(1))).toBe(wanted({ path, first: 0, end: whole, partBytes: 700_000 }));
  });

  test('what is dropped is left in the middle and its file closed, and others go on', () => {
    const before = openFiles();
    const work = new DigestWork(lanes());
    const kept = { path, first: 5, end: large.length, partBytes: 1_000_000 };
    work.ask(1, { path, first: 0, end: large.length, partBytes: large.length });
    work.ask(2, kept);
    work.turn();
    work.drop(1);
    const answers = answersOf(work);
    expect([...answers.keys()]).toEqual([2]);
    expect(told(answers.get(2))).toBe(wanted(kept));
    expect(openFiles()).toBe(before);
  });

  test('a file that cannot be closed is no trouble of others, nor of its own', () => {
    const closing = vi.spyOn(userFs, 'closeSync').mockImplementationOnce(() => {
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
    });
    onTestFinished(() => closing.mockRestore());
    const work = new DigestWork(lanes());
    const stretch = { path, first: 0, end: 10, partBytes: 10 };
    for (const id of [1, 2]) work.ask(id, stretch);
    const answers = answersOf(work);
    expect([1, 2].map((id) => told(answers.get(id)))).toEqual([wanted(stretch), wanted(stretch)]);
  });

  test('what the file system refuses is told, and others go on', () => {
    const work = new DigestWork(lanes());
    work.ask(1, { path: join(folder, 'gone'), first: 0, end: 1, partBytes: 1 });
    work.ask(2, { path: folder, first: 0, end: 10, partBytes: 2 });
    const good = { path, first: 0, end: 10, partBytes: 10 };
    work.ask(3, good);
    const answers = answersOf(work);
    expect(answers.get(1)).toMatchObject({ refusal: { code: 'ENOENT' } });
    expect(answers.get(2)).toMatchObject({ refusal: { code: 'EISDIR' } });
    expect(told(answers.get(3))).toBe(wanted(good));
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
