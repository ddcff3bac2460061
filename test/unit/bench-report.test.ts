import { describe, expect, it } from 'vitest';
import { readOptions } from '../bench/options.ts';
import { runPairs } from '../bench/pairs.ts';
import { table, withBlock } from '../bench/report.ts';
import { allMet, type Sample, toRow } from '../bench/row.ts';
import { median, quantile } from '../bench/statistics.ts';

const sample = (wall: number, cpu: number | null = null, rss: number | null = null): Sample => ({ wall, cpu, rss });

describe('statistics', () => {
  it('takes the middle, whatever the order', () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([10, 2, 1, 4])).toBe(3);
    expect(median([100, 20, 3])).toBe(20);
    expect(() => median([])).toThrow('no values');
  });

  it('takes the value that a share of the values does not exceed', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(quantile(values, 0.95)).toBe(95);
    expect(quantile(values, 1)).toBe(100);
    expect(quantile([7], 0.5)).toBe(7);
  });
});

describe('pairs', () => {
  it('takes turns in who is first', async () => {
    const order: string[] = [];
    const side = (name: string) => async () => {
      order.push(name);
      return sample(order.length);
    };
    const samples = await runPairs(3, { ours: side('ours'), peer: side('peer') }, () => undefined);
    expect(order).toEqual(['ours', 'peer', 'peer', 'ours', 'ours', 'peer']);
    expect(samples.ours.map(({ wall }) => wall)).toEqual([1, 4, 5]);
    expect(samples.peer.map(({ wall }) => wall)).toEqual([2, 3, 6]);
  });
});

describe('a row', () => {
  const ours = [sample(9, 4, 30), sample(1, 2, 10), sample(3, 3, 20)];
  const peer = [sample(4, 8, 5), sample(4, 4, 5), sample(40, 5, 5)];

  it('has medians, their ratios and the spread', () => {
    const row = toRow({ name: 'other', peerName: 'rclone', ours, peer });
    expect(row).toEqual({
      name: 'other',
      pairs: 3,
      ours: { wall: 3, cpu: 3, rss: 20 },
      peer: { name: 'rclone', wall: 4, cpu: 5, rss: 5 },
      ratio: { wall: 0.75, cpu: 0.6, rss: 4 },
      spread: { ours: [1, 9], peer: [4, 40] },
      limits: [],
    });
  });

  it('says which limits hold', () => {
    const row = toRow({ name: 'upload-small', peerName: 'rclone', ours, peer });
    expect(row.limits).toEqual([
      { what: 'ratio.wall', atMost: 0.9, is: 0.75, met: true },
      { what: 'ratio.cpu', atMost: 0.85, is: 0.6, met: true },
    ]);
    expect(allMet([row])).toBe(true);
    const slow = toRow({ name: 'upload-small', peerName: 'rclone', ours: peer, peer: ours });
    expect(slow.limits.map(({ met }) => met)).toEqual([false, false]);
    expect(allMet([row, slow])).toBe(false);
  });

  it('holds no limit on what was not measured', () => {
    const none = [{ wall: null, cpu: null, rss: null }];
    const row = toRow({ name: 'list-1m', peerName: 'SDK', ours: none, peer: none, memory: { engine: 150e6 } });
    expect(row.ratio).toEqual({ wall: null, cpu: null, rss: null });
    expect(row.limits).toEqual([
      { what: 'memory.engine', atMost: 150e6, is: 150e6, met: true },
      { what: 'memory.renderer', atMost: 30e6, is: null, met: false },
    ]);
  });
});

describe('the report', () => {
  it('is a table with one line a row', () => {
    const row = toRow({
      name: 'list-cpu',
      peerName: 'AWS SDK',
      ours: [sample(0.004, 0.005, 90e6)],
      peer: [sample(0.15, 0.0625, 120e6)],
    });
    const lines = table([row]).split('\n');
    expect(lines).toHaveLength(3);
    expect(new Set(lines.map((line) => line.length)).size).toBe(1);
    const cells = lines[2]?.split('|').map((cell) => cell.trim());
    expect(cells).toEqual([
      '',
      'list-cpu',
      '1',
      '4 ms, 0.005 CPU-s, 90 MB',
      '0.15 s, 0.0625 CPU-s, 120 MB; AWS SDK',
      '0.0267',
      '0.08',
      '0.75',
      'cpu 0.08 of 0.05 MISSED',
      '',
    ]);
  });

  it('replaces the marked part of a document, and nothing else', () => {
    const begin = '<!-- bench:begin, written by `npm run bench -- --write-docs` -->';
    const document = `before\n${begin}\nold\n<!-- bench:end -->\nafter\n`;
    const changed = withBlock(document, 'fresh');
    expect(changed).toBe(`before\n${begin}\n\nfresh\n\n<!-- bench:end -->\nafter\n`);
    expect(withBlock(changed, 'fresh')).toBe(changed);
    expect(() => withBlock('no markers', 'fresh')).toThrow('no place');
  });
});

describe('options', () => {
  it('takes all rows and five pairs unless told otherwise', () => {
    expect(readOptions([], ['start'])).toMatchObject({ only: [], pairs: 5, limits: true, writeDocs: false });
    expect(readOptions(['--only', 'a,b', '--pairs', '2', '--no-limits'], ['a', 'b'])).toMatchObject({
      only: ['a', 'b'],
      pairs: 2,
      limits: false,
    });
  });

  it('refuses rows that there are not, and half pairs', () => {
    expect(() => readOptions(['--only', 'a,c'], ['a', 'b'])).toThrow('no row c');
    expect(() => readOptions(['--pairs', '1.5'], [])).toThrow('whole number');
    expect(() => readOptions(['--pairs', '0'], [])).toThrow('whole number');
    expect(() => readOptions(['--write-docs', '--only', 'a'], ['a'])).toThrow('all rows');
  });
});
