import {
  ArrowDownUp,
  ChevronDown,
  ChevronUp,
  CircleAlert,
  CircleQuestionMark,
  Clock,
  type LucideIcon,
} from 'lucide-react';
import { text } from '../../../shared/text/index.ts';
import { glance, type TransfersGlance, toggleDrawer, useTransfers } from '../../state/transfers.ts';
import { formatPercent } from '../../ui/format.ts';
import styles from './TransfersButton.module.css';

/** The right part of the status bar: all transfers at a glance; opens and closes the drawer. */
export function TransfersButton() {
  const { transfers, drawerOpen } = useTransfers();
  const words = text.ui.transfers;
  const seen = glance(transfers);
  const Chevron = drawerOpen ? ChevronDown : ChevronUp;
  return (
    <button
      type="button"
      className={styles['button']}
      aria-expanded={drawerOpen}
      aria-description={drawerOpen ? words.hide : words.show}
      onClick={toggleDrawer}
    >
      <Need look="failed" icon={CircleAlert} count={seen.failed} word={words.failed} />
      <Need look="waiting" icon={CircleQuestionMark} count={seen.asking} word={words.asking} />
      <Need look="waiting" icon={Clock} count={seen.parked} word={words.waiting} />
      <ArrowDownUp size={12} strokeWidth={1.75} aria-hidden />
      {summaryWords(seen)}
      <Chevron size={12} strokeWidth={1.75} aria-hidden />
    </button>
  );
}

function summaryWords({ running, paused, shown }: TransfersGlance): string {
  const words = text.ui.transfers;
  if (running > 0) return words.running(text.counts.transfers(running), formatPercent(shown));
  return paused > 0 ? words.paused(text.counts.transfers(paused)) : words.title;
}

interface NeedProps {
  readonly look: 'failed' | 'waiting';
  readonly icon: LucideIcon;
  readonly count: number;
  word(count: number): string;
}

/** How many need a person; nothing where none does. */
function Need({ look, icon: Icon, count, word }: NeedProps) {
  if (count === 0) return null;
  return (
    <span className={styles[look]}>
      <Icon size={12} strokeWidth={1.75} aria-hidden />
      {word(count)}
    </span>
  );
}
