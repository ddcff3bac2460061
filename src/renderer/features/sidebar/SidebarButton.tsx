import { CloudOff, Cylinder, FileKey2, FolderClosed, KeyRound, Lock } from 'lucide-react';
import { text } from '../../../shared/text/index.ts';
import { cx } from '../../ui/cx.ts';
import { Tip } from '../../ui/Tip.tsx';
import styles from './Sidebar.module.css';
import type { OverLocation } from './use-location-drop.ts';

const ICONS = { folder: FolderClosed, bucket: Cylinder, profile: FileKey2 } as const;

interface SidebarButtonProps {
  /** `bucket`: a location that is a whole bucket. */
  readonly kind: 'folder' | 'bucket' | 'profile';
  readonly label: string;
  /** Shown in the tooltip below the label. */
  readonly address?: string;
  readonly readOnly?: boolean;
  readonly sharedKey?: boolean;
  readonly local?: boolean;
  /** Whether that is to be seen, and not only read and in the tooltip. */
  readonly showsLocal?: boolean;
  readonly outOfReach?: boolean;
  readonly current: boolean;
  /** Something is dragged over it. */
  readonly over?: OverLocation | null;
  /** One of a list has it; the arrow keys go to the others. */
  readonly tabStop: boolean;
  onPress(): void;
}

/** One place in the sidebar; its marks are read as its description. */
export function SidebarButton(props: SidebarButtonProps) {
  const words = text.ui.sidebar;
  const { readOnly = false, sharedKey = false, local = false, outOfReach = false, over = null } = props;
  const marks = [
    outOfReach && words.outOfReach,
    readOnly && words.readOnly,
    sharedKey && words.sharedKey,
    local && words.local,
  ].filter((mark) => mark !== false);
  const Icon = ICONS[props.kind];
  const icon = { size: 14, strokeWidth: 1.5, className: styles['mark'], 'aria-hidden': true };
  return (
    <Tip text={[props.label, ...(props.address ? [props.address] : []), ...marks].join('\n')} placement="right">
      <button
        type="button"
        data-roving
        tabIndex={props.tabStop ? 0 : -1}
        className={cx(
          styles['place'],
          props.current && styles['current'],
          over && styles[over.taken ? 'dropPlace' : 'refusing'],
        )}
        aria-current={props.current ? 'page' : undefined}
        aria-label={over?.words ?? props.label}
        aria-description={marks.length > 0 ? text.ui.common.list(marks) : undefined}
        onClick={props.onPress}
      >
        <Icon size={16} strokeWidth={1.5} className={styles['placeIcon']} aria-hidden />
        <span className={styles['label']}>{over?.words ?? props.label}</span>
        {outOfReach ? <CloudOff {...icon} /> : null}
        {sharedKey ? <KeyRound {...icon} /> : null}
        {readOnly ? <Lock {...icon} /> : null}
        {local && props.showsLocal ? <span className={styles['tag']}>{words.localTag}</span> : null}
      </button>
    </Tip>
  );
}
