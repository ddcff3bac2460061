/** What became of each item of a transfer, as a file for people who must keep account of it. */
import { join } from 'node:path';
import { userFs } from '../../user-fs.ts';
import type { ReceiptFormat } from '../protocol.ts';
import { bareEtag } from '../s3/etag.ts';
import type { Receipt } from './items.ts';
import type { JournalRecord, StateChange, TransferTitle } from './journal/records.ts';
import { partName } from './local/disk-work.ts';
import { writeError } from './local/local-errors.ts';

/** One item. Times are ISO 8601 in UTC; what nobody knows is empty. */
interface ReceiptRow {
  readonly kind: string;
  readonly bucket: string;
  readonly key: string;
  /** Where it came from or went to on this computer. */
  readonly file: string;
  readonly state: string;
  readonly bytes: number;
  /** As the store sent it, without its quotes. */
  readonly etag: string;
  /** What the ETag tells of the content, in hexadecimal digits, and how that is made. */
  readonly checksum: string;
  /** `MD5` of the content, or `MD5 of the MD5s of N parts`, as S3 makes it of what is put in parts. */
  readonly checksumAlgorithm: string;
  readonly versionId: string;
  readonly begun: string;
  readonly ended: string;
  readonly failure: string;
}

const COLUMNS = [
  'kind',
  'bucket',
  'key',
  'file',
  'state',
  'bytes',
  'etag',
  'checksum',
  'checksumAlgorithm',
  'versionId',
  'begun',
  'ended',
  'failure',
] as const satisfies ReadonlyArray<keyof ReceiptRow>;

/** Rows that are written together. */
const ROWS_AT_ONCE = 1000;

/**
 * Writes the receipts that the records of a journal give to a file, which gets its name when it is whole. Rejects with
 * `disk-full` and `target-unwritable`.
 */
export async function writeReceipts(
  records: Iterable<JournalRecord>,
  place: { readonly folder: string; readonly name: string },
  format: ReceiptFormat,
): Promise<void> {
  const temporary = join(place.folder, partName('receipts'));
  try {
    const handle = await userFs.promises.open(temporary, 'wx');
    try {
      for (const text of inPieces(rowsOf(records), format)) await handle.appendFile(text, 'utf8');
      await handle.sync();
    } finally {
      await handle.close();
    }
    await userFs.promises.rename(temporary, join(place.folder, place.name));
  } catch (error) {
    await userFs.promises.rm(temporary, { force: true });
    throw writeError(error, place.name);
  }
}

function* rowsOf(records: Iterable<JournalRecord>): Generator<ReceiptRow> {
  let title: TransferTitle | null = null;
  const items: Array<{ name: string; origin: string; size: number }> = [];
  const changes = new Map<number, StateChange>();
  const targets = new Map<number, string>();
  for (const record of records) {
    if (record.r === 'title') title = record.title;
    else if (record.r === 'states') for (const change of record.changes) changes.set(change.index, change);
    else if (record.r === 'choices') {
      for (const [index, , target] of record.choices) if (target !== undefined) targets.set(index, target);
    } else if (record.r === 'items') {
      for (const [at, name] of record.names.entries()) {
        items.push({ name, origin: record.origins[at] ?? '', size: record.sizes[at] ?? 0 });
      }
    }
  }
  if (!title) return;
  for (const [index, item] of items.entries()) yield rowOf(title, item, targets.get(index), changes.get(index));
}

function rowOf(
  { place, folder, request }: TransferTitle,
  item: { readonly name: string; readonly origin: string; readonly size: number },
  target: string | undefined,
  change: StateChange | undefined,
): ReceiptRow {
  const receipt = change?.receipt;
  const time = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString());
  const isDownload = request.kind === 'download';
  // An item of a copy is named as in the folder that it comes from; its origin is where it goes.
  const isCopy = request.kind === 'copy' || request.kind === 'move';
  const name = target ?? (isCopy ? item.origin : item.name);
  return {
    kind: request.kind,
    bucket: place.bucket,
    key: place.prefix + folder + (isDownload ? item.name : name),
    file: isDownload ? join(request.target, target ?? item.origin) : isCopy ? '' : item.origin,
    state: change?.state ?? 'waiting',
    bytes: change?.size ?? item.size,
    etag: bareEtag(receipt?.etag ?? ''),
    ...checksumOf(receipt),
    versionId: receipt?.versionId ?? '',
    begun: time(receipt?.from),
    ended: time(receipt?.to),
    failure: change?.failure?.message ?? '',
  };
}

/** Nothing of a receipt that does not say what its ETag is made of. */
function checksumOf(receipt: Receipt | undefined): Pick<ReceiptRow, 'checksum' | 'checksumAlgorithm'> {
  const [checksum = '', parts = ''] = bareEtag(receipt?.etag ?? '').split('-');
  if (receipt?.etagKind === 'md5') return { checksum, checksumAlgorithm: 'MD5' };
  if (receipt?.etagKind !== 'parts-md5') return { checksum: '', checksumAlgorithm: '' };
  return { checksum, checksumAlgorithm: `MD5 of the MD5s of ${parts} ${parts === '1' ? 'part' : 'parts'}` };
}

function* inPieces(rows: Iterable<ReceiptRow>, format: ReceiptFormat): Generator<string> {
  let lines: string[] = [];
  let isFirst = true;
  yield format === 'csv' ? `${COLUMNS.join(',')}\r\n` : '[';
  for (const row of rows) {
    lines.push(format === 'csv' ? csvLine(row) : `${isFirst ? '\n' : ',\n'}${JSON.stringify(row)}`);
    isFirst = false;
    if (lines.length < ROWS_AT_ONCE) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
  if (format === 'json') yield '\n]\n';
}

const csvLine = (row: ReceiptRow): string => `${COLUMNS.map((column) => csvField(row[column])).join(',')}\r\n`;

/** Spreadsheets look behind white space, and some take the wide forms of the signs for the signs. */
const FORMULA = /^(?:[\t\r\n]|\s*[=+\-@\uff1d\uff0b\uff0d\uff20])/;

/** White space and quotes with whatever is behind them: a cell may begin there for a spreadsheet that takes another sign than the comma. */
const GAP = /([\s";]+)([=+\-@\uff1d\uff0b\uff0d\uff20]?)/g;
/** What begins a cell for such a one, which does not see that all of it is quoted. */
const BEGINS_CELL = /[;\t\r\n]/;

/**
 * RFC 4180. A text of which a spreadsheet would take something for a formula, whether it separates by commas, semicolons or tabs, is
 * made one that it does not, by an apostrophe: keys are anybody's.
 */
function csvField(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const bare = value.replace(GAP, (all, gap: string, sign: string) =>
    sign !== '' && BEGINS_CELL.test(gap) ? `${gap}'${sign}` : all,
  );
  const text = FORMULA.test(bare) ? `'${bare}` : bare;
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
