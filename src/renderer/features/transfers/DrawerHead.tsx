import { BrushCleaning, type LucideIcon, Pause, Play, X } from 'lucide-react';
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
import { focusOn } from '../../ui/focus-targets.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { Segments } from '../../ui/Segments.tsx';
import { useKeptFocus } from '../../ui/use-kept-focus.ts';
import styles from './TransfersDrawer.module.css';

/** The keyboard is in what goes away. */
function hide(): void {
  focusOn('list');
  toggleDrawer();
}

/** Which transfers are shown, and what can be done about all of them. */
export function DrawerHead() {
  const words = text.ui.transfers;
  const { transfers, filter } = useTransfers();
  const head = useRef<HTMLElement>(null);
  const keptFocus = useKeptFocus(() => head.current?.querySelector<HTMLElement>(':checked'), false);
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
          <HeadButton
            icon={act === 'pauseAll' ? Pause : Play}
            label={words[act]}
            onPress={() => void pail.transfers[act]().catch(report)}
          />
        ) : null}
        {ended > 0 ? (
          <HeadButton
            icon={BrushCleaning}
            label={words.clearEnded}
            hint={words.clearEndedHint}
            onPress={() => void clearEnded().catch(report)}
          />
        ) : null}
        <IconButton icon={X} small label={words.hide} onClick={hide} />
      </div>
    </header>
  );
}

interface HeadButtonProps {
  readonly icon: LucideIcon;
  readonly label: string;
  readonly hint?: string;
  onPress(): void;
}

/** Its words, or its icon alone where there is no room for them. */
function HeadButton({ icon: Icon, label, hint, onPress }: HeadButtonProps) {
  const title = hint === undefined ? label : `${label}: ${hint}`;
  return (
    <Button small title={title} {...(hint === undefined ? {} : { 'aria-description': hint })} onClick={onPress}>
      <Icon size={14} strokeWidth={1.5} className={styles['headIcon']} aria-hidden />
      <span className={styles['headLabel']}>{label}</span>
    </Button>
  );
}
