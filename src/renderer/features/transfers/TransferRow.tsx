import { ChevronDown, ChevronUp } from 'lucide-react';
import { useRef, useState } from 'react';
import { hasEnded } from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { useEngine } from '../../state/engine.ts';
import { chooseTransfer, type ShownTransfer } from '../../state/transfers.ts';
import { cx } from '../../ui/cx.ts';
import { formatExactDate } from '../../ui/format.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { MiddleTruncate } from '../../ui/MiddleTruncate.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import { useOffline } from '../../ui/use-offline.ts';
import { pressed } from './deeds.ts';
import { BAR_LOOKS, iconOf } from './look.ts';
import { TransferActions } from './TransferActions.tsx';
import { itemsHeight, TransferItems } from './TransferItems.tsx';
import styles from './TransfersDrawer.module.css';
import { useCommonReason } from './use-common-reason.ts';
import { stateWords, titleEnd, transferTitle } from './words.ts';

interface TransferRowProps {
  readonly transfer: ShownTransfer;
  readonly folder: string;
  /** See `TransferActions`. */
  readonly signIn: (() => void) | null;
  /** The Tab key stops at this row of all; arrow keys go on from there. */
  readonly isStop?: boolean;
}

function bringOnScreen(element: HTMLElement | null): void {
  element?.closest('li')?.scrollIntoView({ block: 'nearest' });
}

/** One transfer: what, how far, and what can be done about it. */
export function TransferRow({ transfer, folder, signIn, isStop = false }: TransferRowProps) {
  const { summary, shown, left } = transfer;
  const [open, setOpen] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const keptFocus = useKeptFocus(() => row.current?.querySelector<HTMLElement>('[aria-expanded]:not([aria-haspopup])'));
  const reason = useCommonReason(summary);
  const offline = useOffline();
  const stopped = useEngine((state) => state.isDown);
  const words = text.ui.transfers;
  const title = transferTitle(summary, folder);
  const Icon = iconOf(summary);
  // Everything was there already: an end, and no deed.
  const leftAll = summary.items.done === 0 && summary.items.skipped > 0;
  return (
    <li
      ref={row}
      className={cx(styles['row'], styles[summary.state], leftAll && styles['leftAll'])}
      aria-label={title}
      data-roving
      tabIndex={isStop ? 0 : -1}
      onKeyDown={(event) => {
        if (event.target !== event.currentTarget) return;
        if (pressed(event, summary, () => setOpen(!open))) event.preventDefault();
      }}
      onFocus={(event) => {
        keptFocus.onFocus(event);
        chooseTransfer(summary.id);
      }}
      onBlur={keptFocus.onBlur}
    >
      <div className={styles['summary']}>
        <Icon size={16} strokeWidth={1.5} className={styles['icon']} aria-hidden />
        <p className={styles['name']}>
          <MiddleTruncate name={title} end={titleEnd(summary, title)} />
        </p>
        <div className={styles['actions']}>
          <TransferActions summary={summary} title={title} signIn={signIn} />
          <IconButton
            icon={open ? ChevronUp : ChevronDown}
            small
            label={words.showItems(title)}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
        </div>
        {hasEnded(summary) || summary.state === 'asking' ? null : (
          <div className={styles['bar']}>
            <ProgressBar
              label={words.progressOf(title)}
              value={summary.state === 'preparing' ? null : shown}
              look={stopped ? 'waiting' : BAR_LOOKS[summary.state]}
            />
          </div>
        )}
        <p className={styles['words']} title={summary.endedAt === null ? undefined : formatExactDate(summary.endedAt)}>
          {stateWords(summary, { left: left?.shown ?? null, reason, offline, stopped })}
        </p>
        {open ? (
          <div className={styles['items']} style={{ height: itemsHeight(summary.items.total) }} ref={bringOnScreen}>
            <TransferItems summary={summary} label={words.showItems(title)} />
          </div>
        ) : null}
      </div>
    </li>
  );
}
