import { CornerLeftUp, Folder, FolderClosed } from 'lucide-react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import styles from './FolderChooser.module.css';

export interface FolderChoice {
  readonly id: string;
  readonly label: string;
  readonly kind: 'up' | 'location' | 'folder';
}

const ICONS = { up: CornerLeftUp, location: FolderClosed, folder: Folder } as const;

interface FolderChooserProps {
  readonly label: string;
  readonly choices: readonly FolderChoice[];
  onChoose(id: string): void;
}

/** Folders to go into: the arrows move, Enter or a click goes in. */
export function FolderChooser({ label, choices, onChoose }: FolderChooserProps) {
  return (
    <ListBox
      aria-label={label}
      autoFocus="first"
      className={styles['list'] ?? ''}
      items={choices}
      onAction={(id) => onChoose(String(id))}
    >
      {({ id, label: name, kind }) => {
        const Icon = ICONS[kind];
        return (
          <ListBoxItem id={id} textValue={name} className={styles['choice'] ?? ''}>
            <Icon size={16} strokeWidth={1.5} className={kind === 'up' ? undefined : styles['icon']} aria-hidden />
            <span className={styles['name']}>{name}</span>
          </ListBoxItem>
        );
      }}
    </ListBox>
  );
}
