import { expect, test } from 'vitest';
import { tellingBytes } from './sent-bytes.ts';

test('what goes is told as it goes, and the rest at the end; an attempt that begins anew takes back', async () => {
  const told: number[] = [];
  const work = async (onSent: (sent: number) => void) => {
    for (const sent of [0, 100, 300, 0, 100]) onSent(sent);
    return 'done';
  };
  expect(await tellingBytes((bytes) => told.push(bytes), 450, work)).toBe('done');
  expect(told).toEqual([100, 200, -300, 100, 350]);
});

test('of what fails nothing stays, also where its connection tells of more later', async () => {
  const told: number[] = [];
  let late: (sent: number) => void = () => undefined;
  const work = async (onSent: (sent: number) => void) => {
    onSent(7);
    late = onSent;
    throw new Error('refused');
  };
  await expect(tellingBytes((bytes) => told.push(bytes), 9, work)).rejects.toThrow('refused');
  late(9);
  expect(told).toEqual([7, -7]);
});
