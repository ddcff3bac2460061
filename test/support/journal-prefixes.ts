import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { decodeFrames } from '../../src/main/engine/transfers/journal/frames.ts';
import { JournalFolder } from '../../src/main/engine/transfers/journal/journal-folder.ts';
import { recall } from '../../src/main/engine/transfers/journal/recall.ts';
import { inTier } from './tier.ts';

/** Whether so much of a journal ends with a whole frame. */
export const isWhole = (journal: Buffer, length: number): boolean =>
  decodeFrames(journal.subarray(0, length)).wholeBytes === length;

export const idOf = (journal: Buffer): string => recall(decodeFrames(journal).payloads)?.title.id ?? '';

/**
 * That every prefix of a journal reads as the whole frames in it, and as a transfer that has ended only where its end is there. `folder`: an empty
 * one; in `npm test` it is asked about the ends of frames and one prefix in eleven.
 */
export async function checkPrefixes(journal: Buffer, folder: string): Promise<void> {
  const { payloads, wholeBytes } = decodeFrames(journal);
  expect(wholeBytes).toBe(journal.length);
  const id = idOf(journal);
  await mkdir(folder);
  let [frames, whole] = [0, 0];
  for (let length = 0; length <= journal.length; length += 1) {
    const prefix = journal.subarray(0, length);
    const found = decodeFrames(prefix);
    const isEnd = found.wholeBytes === length && length > 0;
    if (isEnd) whole = length;
    // No frame but whole ones, all of these, and behind them the place where it is cut off.
    expect([found.payloads.length - frames, found.wholeBytes]).toEqual([
      isEnd && frames + 1 === found.payloads.length ? 1 : 0,
      whole,
    ]);
    frames = found.payloads.length;
    expect(found.payloads.every((payload, at) => payloads[at]?.equals(payload))).toBe(true);
    if (!isEnd && length % inTier(11, 1) !== 0) continue;
    await writeFile(join(folder, `${id}.journal`), prefix);
    const told = recall(found.payloads);
    const { open, past } = await new JournalFolder(folder).recallAll((_id, error) => {
      throw error;
    });
    expect(past.map((summary) => summary.id)).toEqual(told?.ended ? [id] : []);
    expect(open.map(({ recalled }) => recalled.title)).toEqual(told && !told.ended ? [told.title] : []);
  }
  expect(frames).toBe(payloads.length);
  await rm(folder, { recursive: true });
}
