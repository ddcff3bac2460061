import { readFile, writeFile } from 'node:fs/promises';
import type { Row, Sample, Verdict } from './row.ts';

/** Between these lines of a document the last result stands. */
const BEGIN = '<!-- bench:begin, written by `npm run bench -- --write-docs` -->';
const END = '<!-- bench:end -->';

const HEAD = ['row', 'pairs', 'Pail', 'peer', 'wall ratio', 'CPU ratio', 'memory ratio', 'limits'];

/** The result as a table in Markdown, which reads well as it is, too. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => [
    row.name,
    String(row.pairs),
    amounts(row.ours),
    `${amounts(row.peer)}; ${row.peer.name}`,
    ratio(row.ratio.wall),
    ratio(row.ratio.cpu),
    ratio(row.ratio.rss),
    row.limits.map(verdict).join('; '),
  ]);
  const widths = HEAD.map((head, column) => Math.max(head.length, ...lines.map((line) => (line[column] ?? '').length)));
  const format = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [format(HEAD), format(widths.map((width) => '-'.repeat(width))), ...lines.map(format)].join('\n');
}

/** What rows have to say of themselves, below the table. */
export function notes(rows: readonly Row[]): string {
  return rows
    .filter(({ note }) => note)
    .map(({ name, note }) => `- ${name}: ${note}`)
    .join('\n');
}

/** Puts a text between the markers of a document. Throws an Error where it has no markers. */
export function withBlock(document: string, block: string): string {
  const [begin, end] = [document.indexOf(BEGIN), document.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error('the document has no place for the result');
  return `${document.slice(0, begin + BEGIN.length)}\n\n${block}\n\n${document.slice(end)}`;
}

/** {@link withBlock} for a file. */
export async function writeBlock(file: string, block: string): Promise<void> {
  await writeFile(file, withBlock(await readFile(file, 'utf8'), block));
}

function amounts({ wall, cpu, rss }: Sample): string {
  const parts = [
    wall === null ? '' : seconds(wall),
    cpu === null ? '' : `${number(cpu)} CPU-s`,
    rss === null ? '' : megabytes(rss),
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function verdict({ what, atMost, is, met }: Verdict): string {
  const isMemory = what.startsWith('memory.');
  const show = isMemory ? megabytes : number;
  const subject = isMemory ? `${what.slice('memory.'.length)} over idle` : (what.split('.')[1] ?? what);
  return `${subject} ${is === null ? 'unknown' : show(is)} of ${show(atMost)}${met ? '' : ' MISSED'}`;
}

function ratio(value: number | null): string {
  return value === null ? '' : number(value);
}

function seconds(value: number): string {
  return value < 0.1 ? `${number(value * 1000)} ms` : `${number(value)} s`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

/** Three digits that mean something. */
function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
