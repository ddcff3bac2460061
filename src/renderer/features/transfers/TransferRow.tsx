import { ArrowDownToLine, ArrowUpFromLine, Check, ChevronDown, ChevronUp, CircleAlert, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { hasEnded, type TransferKind, type TransferSummary } from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import type { ShownTransfer } from '../../state/transfers.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { itemsHeight, TransferItems } from './TransferItems.tsx';
import styles from './TransfersDrawer.module.css';
import { stateWords, transferTitle } from './words.ts';

interface TransferRowProps {
  readonly transfer: ShownTransfer;
  readonly folder: string;
}

const KIND_ICONS = {
  upload: ArrowUpFromLine,
  download: ArrowDownToLine,
  delete: Trash2,
} as const satisfies Record<TransferKind, unknown>;

const LOOKS = {
  preparing: 'running',
  running: 'running',
  completed: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;

function iconOf({ kind, state }: TransferSummary) {
  return state === 'completed' ? Check : state === 'failed' ? CircleAlert : KIND_ICONS[kind];
}

function bringOnScreen(element: HTMLElement | null): void {
  element?.closest('li')?.scrollIntoView({ block: 'nearest' });
}

/** One transfer: what, how far, and what can be done about it. */
export function TransferRow({ transfer, folder }: TransferRowProps) {
  const { summary, shown } = transfer;
  const [open, setOpen] = useState(false);
  const words = text.ui.transfers;
  const title = transferTitle(summary, folder);
  const Icon = iconOf(summary);
  const ended = hasEnded(summary);
  // Everything was there already: an end, and no deed.
  const leftAll = summary.items.done === 0 && summary.items.skipped > 0;
  return (
    <li className={cx(styles['row'], styles[summary.state], leftAll && styles['leftAll'])} aria-label={title}>
      <div className={styles['summary']}>
        <Icon size={16} strokeWidth={1.5} className={styles['icon']} aria-hidden />
        <p className={styles['name']} title={title}>
          {title}
        </p>
        <div className={styles['actions']}>
          <EndActions summary={summary} />
          {ended ? null : (
            <IconButton
              icon={X}
              small
              label={words.cancel(title)}
              onClick={() => void pail.transfers.cancel(summary.id).catch(report)}
            />
          )}
          <IconButton
            icon={open ? ChevronUp : ChevronDown}
            small
            label={words.showItems(title)}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          />
        </div>
        {ended ? null : (
          <div className={styles['bar']}>
            <ProgressBar
              label={words.progressOf(title)}
              value={summary.state === 'preparing' ? null : shown}
              look={LOOKS[summary.state]}
            />
          </div>
        )}
        <p className={styles['words']}>{stateWords(summary)}</p>
        {open ? (
          <div className={styles['items']} style={{ height: itemsHeight(summary.items.total) }} ref={bringOnScreen}>
            <TransferItems summary={summary} label={words.showItems(title)} />
          </div>
        ) : null}
      </div>
    </li>
  );
}

/** What can be done about a transfer that has ended. Only a download has a folder on this computer to show. */
function EndActions({ summary }: { readonly summary: TransferSummary }) {
  const words = text.ui.transfers;
  const { id, kind, items } = summary;
  if (!hasEnded(summary)) return null;
  return (
    <>
      {items.failed > 0 ? (
        <Button small onClick={() => void pail.transfers.retryFailed(id).catch(report)}>
          {words.retryFailed(items.failed)}
        </Button>
      ) : null}
      {items.skipped > 0 && kind !== 'delete' ? (
        <Button small onClick={() => void pail.transfers.replaceSkipped(id).catch(report)}>
          {words.replaceSkipped(items.skipped)}
        </Button>
      ) : null}
      {kind === 'download' ? (
        <Button small onClick={() => void pail.transfers.reveal(id).catch(report)}>
          {words.showFolder}
        </Button>
      ) : null}
    </>
  );
}
