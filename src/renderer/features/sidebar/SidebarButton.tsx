import { FileKey2, FolderClosed, HardDrive, KeyRound, Lock } from 'lucide-react';
import { text } from '../../../shared/text/index.ts';
import { cx } from '../../ui/cx.ts';
import { Tip } from '../../ui/Tip.tsx';
import styles from './Sidebar.module.css';

interface SidebarButtonProps {
  readonly kind: 'location' | 'profile';
  readonly label: string;
  /** Shown in the tooltip below the label. */
  readonly address?: string;
  readonly readOnly?: boolean;
  readonly sharedKey?: boolean;
  readonly local?: boolean;
  readonly current: boolean;
  /** Something is over it that can be dropped here. */
  readonly dropping?: boolean;
  /** One of a list has it; the arrow keys go to the others. */
  readonly tabStop: boolean;
  onPress(): void;
}

/** One place in the sidebar; its marks are read as its description. */
export function SidebarButton(props: SidebarButtonProps) {
  const words = text.ui.sidebar;
  const { readOnly = false, sharedKey = false, local = false } = props;
  const marks = [readOnly && words.readOnly, sharedKey && words.sharedKey, local && words.local].filter(
    (mark) => mark !== false,
  );
  const Icon = props.kind === 'location' ? FolderClosed : FileKey2;
  const icon = { size: 14, strokeWidth: 1.5, className: styles['mark'], 'aria-hidden': true };
  return (
    <Tip text={[props.label, ...(props.address ? [props.address] : []), ...marks].join('\n')} placement="right">
      <button
        type="button"
        data-roving
        tabIndex={props.tabStop ? 0 : -1}
        className={cx(styles['place'], props.current && styles['current'], props.dropping && styles['dropPlace'])}
        aria-current={props.current ? 'page' : undefined}
        aria-label={props.label}
        aria-description={marks.length > 0 ? text.ui.common.list(marks) : undefined}
        onClick={props.onPress}
      >
        <Icon size={16} strokeWidth={1.5} className={styles['placeIcon']} aria-hidden />
        <span className={styles['label']}>{props.label}</span>
        {sharedKey ? <KeyRound {...icon} /> : null}
        {readOnly ? <Lock {...icon} /> : null}
        {local ? <HardDrive {...icon} /> : null}
      </button>
    </Tip>
  );
}
