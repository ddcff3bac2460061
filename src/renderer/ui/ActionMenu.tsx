import { Check } from 'lucide-react';
import { Menu, MenuItem, MenuSection, Text } from 'react-aria-components';
import styles from './ActionMenu.module.css';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly keys?: string;
  /** Why it cannot run now. */
  readonly reason?: string | null;
  /** For what is on or off: whether it is on. */
  readonly checked?: boolean;
  run(): void;
}

interface ActionMenuProps {
  readonly label: string;
  /** Divided by lines; empty groups are left out. */
  readonly groups: readonly (readonly MenuAction[])[];
  /** Takes the focus, or its first item does. A menu of a MenuButton is told by that. */
  readonly autoFocus?: true | 'first';
}

/** A group whose items are on or off, each for itself. Only its own actions turn them. */
function choice(group: readonly MenuAction[]) {
  const on = group.filter((action) => action.checked).map((action) => action.id);
  return { selectionMode: 'multiple', selectedKeys: on, shouldCloseOnSelect: true } as const;
}

/** The inside of a menu. A disabled item says why. */
export function ActionMenu({ label, groups, autoFocus }: ActionMenuProps) {
  const filled = groups.filter((group) => group.length > 0);
  const disabled = filled.flat().filter((action) => action.reason);
  return (
    <Menu
      className={styles['menu'] ?? ''}
      aria-label={label}
      disabledKeys={disabled.map((action) => action.id)}
      {...(autoFocus === undefined ? {} : { autoFocus })}
    >
      {filled.map((group) => (
        <MenuSection
          key={group[0]?.id ?? ''}
          className={styles['group'] ?? ''}
          aria-label={label}
          {...(group.every((action) => action.checked !== undefined) ? choice(group) : {})}
        >
          {group.map((action) => (
            <MenuItem
              key={action.id}
              id={action.id}
              className={styles['item'] ?? ''}
              textValue={action.label}
              onAction={() => action.run()}
            >
              <Text slot="label" className={styles['label'] ?? ''}>
                {action.label}
                {action.checked ? <Check size={14} strokeWidth={2} className={styles['check']} aria-hidden /> : null}
                {action.reason ? <span className={styles['reason']}> {action.reason}</span> : null}
              </Text>
              {action.keys ? <span className={styles['keys']} data-keys={action.keys} aria-hidden /> : null}
            </MenuItem>
          ))}
        </MenuSection>
      ))}
    </Menu>
  );
}
