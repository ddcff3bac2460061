import type { UnfinishedUploadRow } from '../../../shared/model/unfinished.ts';
import { text } from '../../../shared/text/index.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { formatDate, formatExactDate, formatExactSize, formatSize } from '../../ui/format.ts';
import { MiddleTruncate } from '../../ui/MiddleTruncate.tsx';
import { visibleName } from '../../ui/names.ts';
import styles from './UnfinishedSheet.module.css';
import { isInUse, rowId } from './use-unfinished.ts';

interface UploadsTableProps {
  readonly rows: readonly UnfinishedUploadRow[];
  readonly selected: ReadonlySet<string>;
  /** Why nothing can be done now. */
  readonly waiting: string | null;
  onSelect(selected: ReadonlySet<string>): void;
  onGoOn(row: UnfinishedUploadRow): void;
}

/** The uploads with a mark each, and a way to go on; those that a transfer goes on with say so, and have neither. */
export function UploadsTable({ rows, selected, waiting, onSelect, onGoOn }: UploadsTableProps) {
  const words = text.ui.unfinished;
  const free = rows.filter((row) => !isInUse(row)).map(rowId);
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelect(next);
  };
  const isAll = free.length > 0 && free.every((id) => selected.has(id));
  return (
    <table className={styles['table']} aria-label={words.table}>
      <thead>
        <tr>
          <th scope="col" className={styles['mark']}>
            <Mark
              label={words.selectAll}
              checked={isAll}
              mixed={!isAll && selected.size > 0}
              reason={free.length === 0 ? words.inUse : null}
              onToggle={() => onSelect(new Set(isAll ? [] : free))}
            />
          </th>
          <th scope="col">{words.name}</th>
          <th scope="col" className={styles['begun']}>
            {words.begun}
          </th>
          <th scope="col" className={styles['size']}>
            {words.size}
          </th>
          <th scope="col" className={styles['whose']}>
            {words.whose}
          </th>
          <th scope="col" className={styles['action']}>
            {words.action}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const id = rowId(row);
          const name = row.key || words.top;
          return (
            <tr key={id} className={cx(selected.has(id) && styles['selected'])}>
              <td className={styles['mark']}>
                <Mark
                  label={words.select(visibleName(name))}
                  checked={selected.has(id)}
                  reason={isInUse(row) ? words.inUse : null}
                  onToggle={() => toggle(id)}
                />
              </td>
              <td className={styles['name']}>
                <MiddleTruncate name={name} />
              </td>
              <td className={styles['begun']}>
                <Begun at={row.begunAt} />
              </td>
              <td className={styles['size']}>
                <Held row={row} />
              </td>
              <td className={styles['whose']}>{whose(row)}</td>
              <td className={styles['action']}>
                {isInUse(row) ? null : <GoOn row={row} name={visibleName(name)} reason={waiting} onGoOn={onGoOn} />}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

interface MarkProps {
  readonly label: string;
  readonly checked: boolean;
  readonly mixed?: boolean;
  /** Why it cannot be marked. It stays focusable, and says so. */
  readonly reason: string | null;
  onToggle(): void;
}

function Mark({ label, checked, mixed = false, reason, onToggle }: MarkProps) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={checked}
      ref={(input) => {
        if (input) input.indeterminate = mixed;
      }}
      {...(reason === null ? {} : { 'aria-disabled': true, 'aria-description': reason, title: reason })}
      onChange={() => {
        if (reason === null) onToggle();
      }}
    />
  );
}

interface GoOnProps {
  readonly row: UnfinishedUploadRow;
  readonly name: string;
  readonly reason: string | null;
  onGoOn(row: UnfinishedUploadRow): void;
}

function GoOn({ row, name, reason, onGoOn }: GoOnProps) {
  const words = text.ui.unfinished;
  const byItself = row.ours?.canGoOn ?? false;
  const spoken = byItself ? words.goOnWith(name) : words.chooseFileOf(name);
  return (
    <Button small aria-label={spoken} reason={reason} onClick={() => onGoOn(row)}>
      {byItself ? words.goOn : words.chooseFile}
    </Button>
  );
}

function Begun({ at }: { readonly at: number }) {
  if (at === 0) return <Unknown />;
  return (
    <time dateTime={new Date(at).toISOString()} title={formatExactDate(at)}>
      {formatDate(at)}
    </time>
  );
}

function Held({ row: { bytes, parts } }: { readonly row: UnfinishedUploadRow }) {
  const words = text.ui.unfinished;
  if (bytes === null || parts === null) return <Unknown />;
  return <span title={words.sizeAndParts(formatExactSize(bytes), words.parts(parts))}>{formatSize(bytes)}</span>;
}

function Unknown() {
  const { none, noneSpoken } = text.ui.format;
  return (
    <span role="img" aria-label={noneSpoken}>
      {none}
    </span>
  );
}

function whose({ ours }: UnfinishedUploadRow): string {
  const words = text.ui.unfinished;
  if (ours === null) return words.others;
  const { state } = ours;
  return state === 'completed' || state === 'failed' || state === 'cancelled' ? words.ended : words.ours[state];
}
