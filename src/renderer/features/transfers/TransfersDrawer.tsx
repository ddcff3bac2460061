import { useCallback, useRef, useState } from 'react';
import type { TransferSummary } from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { chooseTransfer, filtered, useTransfers } from '../../state/transfers.ts';
import { focusTarget } from '../../ui/focus-targets.ts';
import { useRemembered } from '../../ui/remembered.ts';
import { moveRoving } from '../../ui/roving.ts';
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
/** Its row that the Tab key stops at, or what there is to choose where there is none. */
const drawerTarget = focusTarget(
  'transfers',
  (drawer) => drawer.querySelector<HTMLElement>('[data-roving][tabindex="0"]') ?? drawer.querySelector(':checked'),
);

/** All transfers, below the list. */
export function TransfersDrawer({ folderTitle, signInFor }: TransfersDrawerProps) {
  const words = text.ui.transfers;
  const { transfers, filter } = useTransfers();
  const shown = filtered(transfers, filter);
  const [percent, setPercent] = useRemembered('drawer', 38, LEAST, MOST);
  const drawer = useRef<HTMLElement>(null);
  const [lastId, setLastId] = useState<string | null>(null);
  const stop = shown.find(({ summary }) => summary.id === lastId) ?? shown[0];
  const keepDrawer = useCallback((element: HTMLElement | null) => {
    drawer.current = element;
    return drawerTarget(element);
  }, []);
  const valueAt = (_x: number, y: number) => {
    const room = drawer.current?.parentElement?.getBoundingClientRect();
    return room ? ((room.bottom - y) / room.height) * 100 : percent;
  };
  return (
    <section ref={keepDrawer} className={styles['drawer']} style={{ height: `${percent}%` }} aria-label={words.title}>
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
          onKeyDown={moveRoving}
          onFocus={() => setLastId(useTransfers.getState().chosenId)}
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
              isStop={transfer === stop}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
