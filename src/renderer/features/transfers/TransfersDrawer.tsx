import { X } from 'lucide-react';
import { useRef } from 'react';
import type { TransferSummary } from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { report } from '../../state/notices.ts';
import { clearEnded, glance, toggleDrawer, useTransfers } from '../../state/transfers.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { useRemembered } from '../../ui/remembered.ts';
import { Splitter } from '../../ui/Splitter.tsx';
import { TransferRow } from './TransferRow.tsx';
import styles from './TransfersDrawer.module.css';

interface TransfersDrawerProps {
  /** The name of the folder that a transfer goes to or comes from. */
  folderTitle(transfer: TransferSummary): string;
}

const LEAST = 30;
const MOST = 60;

/** All transfers of this run, below the list. */
export function TransfersDrawer({ folderTitle }: TransfersDrawerProps) {
  const words = text.ui.transfers;
  const transfers = useTransfers((state) => state.transfers);
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
      <header className={styles['head']}>
        <h2 className={styles['title']}>{words.title}</h2>
        {glance(transfers).ended > 0 ? (
          <Button small onClick={() => void clearEnded().catch(report)}>
            {words.clearEnded}
          </Button>
        ) : null}
        <IconButton icon={X} small label={words.hide} onClick={toggleDrawer} />
      </header>
      {transfers.length === 0 ? (
        <p className={styles['none']}>{words.none}</p>
      ) : (
        <ul className={styles['list']} aria-label={words.title}>
          {transfers.map((transfer) => (
            <TransferRow key={transfer.summary.id} transfer={transfer} folder={folderTitle(transfer.summary)} />
          ))}
        </ul>
      )}
    </section>
  );
}
