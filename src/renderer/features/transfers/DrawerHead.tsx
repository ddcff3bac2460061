import { X } from 'lucide-react';
import { useRef } from 'react';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import {
  clearEnded,
  filterCounts,
  glance,
  showTransfers,
  TRANSFER_FILTERS,
  toggleDrawer,
  useTransfers,
} from '../../state/transfers.ts';
import { Button } from '../../ui/Button.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import styles from './TransfersDrawer.module.css';

/** Which transfers are shown, and what can be done about all of them. */
export function DrawerHead() {
  const words = text.ui.transfers;
  const { transfers, filter } = useTransfers();
  const head = useRef<HTMLElement>(null);
  const keptFocus = useKeptFocus(() => head.current?.querySelector<HTMLElement>(':checked'));
  const { running, paused, parked, ended } = glance(transfers);
  const counts = filterCounts(transfers);
  const act = running > 0 ? 'pauseAll' : 'resumeAll';
  return (
    <header ref={head} className={styles['head']} {...keptFocus}>
      <h2 className={styles['title']}>{words.title}</h2>
      <Segments
        label={words.filter}
        segments={TRANSFER_FILTERS.map((value) => ({ value, label: words.filters[value], count: counts[value] }))}
        value={filter}
        onChange={showTransfers}
      />
      <div className={styles['headActions']}>
        {running + paused + parked > 0 ? (
          <Button small onClick={() => void pail.transfers[act]().catch(report)}>
            {words[act]}
          </Button>
        ) : null}
        {ended > 0 ? (
          <Button small onClick={() => void clearEnded().catch(report)}>
            {words.clearEnded}
          </Button>
        ) : null}
        <IconButton icon={X} small label={words.hide} onClick={toggleDrawer} />
      </div>
    </header>
  );
}
