import { Menu, MenuItem, MenuSection, Text } from 'react-aria-components';
import styles from './ActionMenu.module.css';

export interface MenuAction {
  readonly id: string;
  readonly label: string;
  readonly keys?: string;
  /** Why it cannot run now. */
  readonly reason?: string | null;
  run(): void;
}

interface ActionMenuProps {
  readonly label: string;
  /** Divided by lines; empty groups are left out. */
  readonly groups: readonly (readonly MenuAction[])[];
}

/** The inside of a menu. A disabled item says why. */
export function ActionMenu({ label, groups }: ActionMenuProps) {
  const filled = groups.filter((group) => group.length > 0);
  const disabled = filled.flat().filter((action) => action.reason);
  return (
    <Menu className={styles['menu'] ?? ''} aria-label={label} disabledKeys={disabled.map((action) => action.id)}>
      {filled.map((group) => (
        <MenuSection key={group[0]?.id ?? ''} className={styles['group'] ?? ''} aria-label={label}>
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
