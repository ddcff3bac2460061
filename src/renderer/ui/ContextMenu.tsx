import { useRef } from 'react';
import { Popover } from 'react-aria-components';
import menuStyles from './ActionMenu.module.css';
import { ActionMenu, type MenuAction } from './ActionMenu.tsx';
import styles from './ContextMenu.module.css';

interface ContextMenuProps {
  readonly label: string;
  /** Where it opens, in pixels of the window; `null` when closed. */
  readonly at: { readonly x: number; readonly y: number } | null;
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
