import { useRef } from 'react';
import { Popover } from 'react-aria-components';
import menuStyles from './ActionMenu.module.css';
import { ActionMenu, type MenuAction } from './ActionMenu.tsx';
import styles from './ContextMenu.module.css';

/** Where a menu was asked for. */
export interface MenuRequest {
  /** In pixels of the window. */
  readonly x: number;
  readonly y: number;
  /** Asked for by keyboard: its first item has the focus then; else the menu has it, and no item looks chosen. */
  readonly byKeyboard: boolean;
}

interface ContextMenuProps {
  readonly label: string;
  /** `null` when closed. */
  readonly at: MenuRequest | null;
  readonly groups: readonly (readonly MenuAction[])[];
  onClose(): void;
}

/** A menu at a point of the window. */
export function ContextMenu({ label, at, groups, onClose }: ContextMenuProps) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} className={styles['anchor']} style={{ left: at?.x ?? 0, top: at?.y ?? 0 }} aria-hidden />
      <Popover
        key={at ? `${at.x},${at.y}` : 'closed'}
        className={menuStyles['popover'] ?? ''}
        aria-label={label}
        triggerRef={anchor}
        placement="bottom start"
        offset={0}
        isOpen={at !== null}
        onOpenChange={(open) => {
          if (!open) onClose();
        }}
      >
        <ActionMenu
          label={label}
          autoFocus={at?.byKeyboard ? 'first' : true}
          groups={groups.map((group) =>
            group.map((action) => ({
              ...action,
              run() {
                onClose();
                action.run();
              },
            })),
          )}
        />
      </Popover>
    </>
  );
}
