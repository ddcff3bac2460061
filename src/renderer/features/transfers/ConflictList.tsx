import { type KeyboardEvent, useCallback, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import {
  CONFLICT_ANSWERS,
  type Conflict,
  type ConflictAnswer,
  MAX_SINGLE_ANSWERS,
} from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { WindowCache } from '../../state/window-cache.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { MiddleTruncate } from '../../ui/MiddleTruncate.tsx';
import { Select } from '../../ui/Select.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import { GridPart } from '../../ui/virtual-list/GridPart.tsx';
import { VirtualList } from '../../ui/virtual-list/VirtualList.tsx';
import { comparison } from './comparison.ts';
import styles from './ReviewSheet.module.css';
import { SideWords } from './SideWords.tsx';

/** As `--row` in the stylesheet. */
const ROW_HEIGHT = 44;
const HEADER_HEIGHT = 29;
const MOST_ROWS = 5;
/** The choice of a row that has none of its own. */
const AS_ALL = '';

interface ConflictListProps {
  readonly transferId: string;
  readonly total: number;
  /** Answers of their own, by index of the item. */
  readonly some: ReadonlyMap<number, ConflictAnswer>;
  onSome(some: ReadonlyMap<number, ConflictAnswer>): void;
}

/** What is there already beside what comes, and for each what to do. */
export function ConflictList({ transferId, total, some, onSome }: ConflictListProps) {
  const words = text.ui.conflicts;
  const conflicts = useMemo(() => {
    const cache = new WindowCache<Conflict>();
    cache.reset(async (start, count) => {
      const window = await pail.transfers.conflicts(transferId, start, count).catch((error: unknown) => {
        report(error);
        throw error;
      });
      return { start: window.start, version: 0, items: window.conflicts };
    });
    return cache;
  }, [transferId]);
  useSyncExternalStore(conflicts.subscribe, conflicts.changes);
  const [focus, setFocus] = useState({ row: 0, reveal: 0 });
  const box = useRef<HTMLFieldSetElement>(null);
  const grid = () => box.current?.querySelector<HTMLElement>('[role=grid]');
  const keptFocus = useKeptFocus(grid);
  const onVisible = useCallback((first: number, last: number) => conflicts.want(first, last), [conflicts]);
  const renderRow = useCallback(
    (conflict: Conflict | undefined) => {
      const choose = (value: string) => {
        if (!conflict) return;
        const changed = new Map(some);
        if (value === AS_ALL) changed.delete(conflict.index);
        else changed.set(conflict.index, value as ConflictAnswer);
        onSome(changed);
      };
      // Whoever wants more than that chooses for all.
      const full = some.size >= MAX_SINGLE_ANSWERS;
      const own = conflict && some.get(conflict.index);
      return <ConflictCells conflict={conflict} own={own} full={full} onChoose={choose} />;
    },
    [some, onSome],
  );
  const chooser = () => box.current?.querySelector<HTMLElement>(`[data-row-index="${focus.row}"] select`);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target === grid() && event.key === 'Enter') chooser()?.focus();
    else if (event.target instanceof HTMLSelectElement && /^(Escape|Enter)$/.test(event.key)) grid()?.focus();
    else return;
    // Not the sheet's, which Escape would close and Enter would answer.
    event.stopPropagation();
    event.preventDefault();
  };
  return (
    <fieldset ref={box} className={styles['conflicts']} aria-label={words.list} onKeyDown={onKeyDown} {...keptFocus}>
      <div className={styles['list']} style={{ height: HEADER_HEIGHT + ROW_HEIGHT * Math.min(MOST_ROWS, total) + 2 }}>
        <VirtualList
          label={words.list}
          listKey={transferId}
          count={total}
          rowHeight={ROW_HEIGHT}
          headerHeight={HEADER_HEIGHT}
          columns={4}
          className={styles['grid']}
          header={[words.name, words.incoming, words.existing, words.answer].map((title) => (
            <GridPart key={title} role="columnheader" className={styles['heading']}>
              {title}
            </GridPart>
          ))}
          focus={focus.row}
          reveal={focus.reveal}
          onVisible={onVisible}
          onIntent={(intent) => {
            if (intent.kind === 'move') setFocus((old) => ({ row: intent.to, reveal: old.reveal + 1 }));
            if (intent.kind === 'toggle') chooser()?.focus();
          }}
          onRowMouseDown={(row) => {
            if (row >= 0) setFocus((old) => ({ ...old, row }));
          }}
          item={(index) => conflicts.at(index)}
          renderRow={renderRow}
        />
      </div>
      <p className={styles['note']}>
        {some.size === 0 ? words.listHint : words.overridden(some.size)}{' '}
        {some.size === 0 ? null : (
          <Button look="link" onClick={() => onSome(new Map())}>
            {words.useForAll}
          </Button>
        )}
      </p>
    </fieldset>
  );
}

interface ConflictCellsProps {
  readonly conflict: Conflict | undefined;
  readonly own: ConflictAnswer | undefined;
  /** No more answers of their own can be given. */
  readonly full: boolean;
  onChoose(value: string): void;
}

function ConflictCells({ conflict, own, full, onChoose }: ConflictCellsProps) {
  if (!conflict) return <GridPart role="gridcell" aria-busy />;
  const words = text.ui.conflicts;
  const labels = text.ui.settings.conflicts;
  const { incoming, existing } = comparison(conflict);
  const options = [
    { value: AS_ALL, label: words.asAll },
    ...CONFLICT_ANSWERS.map((value) => ({ value, label: labels[value][0] })),
  ];
  return (
    <>
      <GridPart role="gridcell" className={cx(styles['cell'], styles['name'])}>
        <MiddleTruncate name={conflict.name} />
      </GridPart>
      <GridPart role="gridcell" className={styles['cell']}>
        <SideWords side={incoming} />
      </GridPart>
      <GridPart role="gridcell" className={styles['cell']}>
        <SideWords side={existing} />
      </GridPart>
      <GridPart role="gridcell" className={cx(styles['cell'], own && styles['own'])}>
        {/* The grid is one stop of the Tab key; Enter goes from it into the row. */}
        <Select
          tabIndex={-1}
          label={words.answerFor(conflict.name)}
          options={options}
          value={own ?? AS_ALL}
          disabled={full && own === undefined}
          onChoose={onChoose}
        />
      </GridPart>
    </>
  );
}
