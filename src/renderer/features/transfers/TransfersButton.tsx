import { ArrowDownUp, ChevronDown, ChevronUp, CircleAlert } from 'lucide-react';
import { text } from '../../../shared/text/index.ts';
import { glance, toggleDrawer, useTransfers } from '../../state/transfers.ts';
import { formatPercent } from '../../ui/format.ts';
import styles from './TransfersButton.module.css';

/** The right part of the status bar: all transfers at a glance; opens and closes the drawer. */
export function TransfersButton() {
  const { transfers, drawerOpen } = useTransfers();
  const words = text.ui.transfers;
  const { running, ended, failed, shown } = glance(transfers);
  const Chevron = drawerOpen ? ChevronDown : ChevronUp;
  const summary =
    running > 0
      ? words.running(text.counts.transfers(running), formatPercent(shown))
      : ended > 0
        ? words.ended(text.counts.transfers(ended))
        : words.title;
  return (
    <button
      type="button"
      className={styles['button']}
      aria-expanded={drawerOpen}
      aria-description={drawerOpen ? words.hide : words.show}
      onClick={toggleDrawer}
    >
      {failed > 0 ? (
        <span className={styles['failed']}>
          <CircleAlert size={12} strokeWidth={1.75} aria-hidden />
          {words.failed(failed)}
        </span>
      ) : null}
      <ArrowDownUp size={12} strokeWidth={1.75} aria-hidden />
      {summary}
      <Chevron size={12} strokeWidth={1.75} aria-hidden />
    </button>
  );
}
