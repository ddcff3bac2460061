import type { ReactNode } from 'react';
import { Button, MenuTrigger, Popover, Tooltip, TooltipTrigger } from 'react-aria-components';
import menuStyles from './ActionMenu.module.css';
import { ActionMenu, type MenuAction } from './ActionMenu.tsx';
import { cx } from './cx.ts';
import iconStyles from './IconButton.module.css';
import tipStyles from './Tip.module.css';

interface MenuButtonProps {
  readonly label: string;
  readonly groups: readonly (readonly MenuAction[])[];
  /** The icon. */
  readonly children: ReactNode;
  readonly small?: boolean;
  readonly wide?: boolean;
}

/** A button with an icon that opens a menu. */
export function MenuButton({ label, groups, children, small = false, wide = false }: MenuButtonProps) {
  return (
    <MenuTrigger>
      <TooltipTrigger delay={600} closeDelay={80}>
        <Button
          aria-label={label}
          className={cx(iconStyles['button'], small && iconStyles['small'], wide && iconStyles['wide'])}
        >
          {children}
        </Button>
        <Tooltip className={tipStyles['tip'] ?? ''} placement="bottom" offset={6}>
          {label}
        </Tooltip>
      </TooltipTrigger>
      <Popover className={menuStyles['popover'] ?? ''} placement="bottom end" offset={4}>
        <ActionMenu label={label} groups={groups} />
      </Popover>
    </MenuTrigger>
  );
}
