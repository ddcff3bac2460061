import { useRef } from 'react';
import type { TransferSummary } from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { chooseTransfer, filtered, useTransfers } from '../../state/transfers.ts';
import { useRemembered } from '../../ui/remembered.ts';
import { Splitter } from '../../ui/Splitter.tsx';
import { DrawerHead } from './DrawerHead.tsx';
import { TransferRow } from './TransferRow.tsx';
import styles from './TransfersDrawer.module.css';

interface TransfersDrawerProps {
  /** The name of the folder that a transfer goes to or comes from. */
  folderTitle(transfer: TransferSummary): string;
  /** The way to sign in the account that a transfer belongs to; `null` where nobody knows that account. */
  signInFor(transfer: TransferSummary): (() => void) | null;
}

const LEAST = 30;
const MOST = 60;

/** All transfers, below the list. */
export function TransfersDrawer({ folderTitle, signInFor }: TransfersDrawerProps) {
  const words = text.ui.transfers;
  const { transfers, filter } = useTransfers();
  const shown = filtered(transfers, filter);
  const [percent, setPercent] = useRemembered('drawer', 38, LEAST, MOST);
  const drawer = useRef<HTMLElement>(null);
  const valueAt = (_x: number, y: number) => {
    const room = drawer.current?.parentElement?.getBoundingClientRect();
    return room ? ((room.bottom - y) / room.height) * 100 : percent;
  };
  return (
    <section ref={drawer} className={styles['drawer']} style={{ height: `${percent}%` }} aria-label={words.title}>
      <Splitter
        label={words.resize}
        orientation="horizontal"
        value={percent}
        least={LEAST}
        most={MOST}
        step={5}
        valueAt={valueAt}
        onChange={setPercent}
      />
      <DrawerHead />
      {shown.length === 0 ? (
        <p className={styles['none']}>{words.none[filter]}</p>
      ) : (
        <ul
          className={styles['list']}
          aria-label={words.title}
          onBlur={({ relatedTarget }) => {
            // To nowhere it goes when a menu or another window opens: commands still mean this transfer.
            if (relatedTarget) chooseTransfer(null);
          }}
        >
          {shown.map((transfer) => (
            <TransferRow
              key={transfer.summary.id}
              transfer={transfer}
              folder={folderTitle(transfer.summary)}
              signIn={signInFor(transfer.summary)}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
