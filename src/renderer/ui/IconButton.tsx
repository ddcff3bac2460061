import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';
import { text } from '../../shared/text/index.ts';
import { cx } from './cx.ts';
import styles from './IconButton.module.css';
import { Tip } from './Tip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'type' | 'children'> {
  readonly icon: LucideIcon;
  readonly label: string;
  /** Shown beside the label in the tooltip. */
  readonly keys?: string;
  /** Why it cannot be pressed now; shown in the tooltip and read as its description. */
  readonly reason?: string | null;
  readonly small?: boolean;
  /** As wide as a button with a menu. */
  readonly wide?: boolean;
}

/** A button with an icon only: its label is its accessible name and its tooltip. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  reason = null,
  small = false,
  wide = false,
  onClick,
  ...rest
}: IconButtonProps) {
  const named = keys ? text.ui.common.withShortcut(label, keys) : label;
  return (
    <Tip text={reason === null ? named : `${named}\n${reason}`}>
      <button
        {...rest}
        type="button"
        className={cx(styles['button'], small && styles['small'], wide && styles['wide'])}
        aria-label={label}
        {...(reason === null ? {} : { 'aria-disabled': true, 'aria-description': reason })}
        onClick={reason === null ? onClick : undefined}
      >
        <Icon size={small ? 14 : 16} strokeWidth={1.5} aria-hidden />
      </button>
    </Tip>
  );
}
