import { ArrowLeft, ArrowRight, ArrowUp, ChevronDown, Download, Ellipsis, FolderPlus, Upload } from 'lucide-react';
import { useContext } from 'react';
import { text } from '../../../shared/text/index.ts';
import { CommandButton } from '../../ui/CommandButton.tsx';
import { CommandRunnerContext, commandAction } from '../../ui/commands.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { Breadcrumb } from './Breadcrumb.tsx';
import { FilterField } from './FilterField.tsx';
import styles from './Toolbar.module.css';

interface ToolbarProps {
  readonly root: string;
  readonly folder: string;
  /** Of the view; a new one starts without a filter. */
  readonly viewKey: string;
  onFolder(folder: string): void;
}

export function Toolbar({ root, folder, viewKey, onFolder }: ToolbarProps) {
  const words = text.ui.explorer;
  const runner = useContext(CommandRunnerContext);
  const upload = [commandAction('uploadFiles', runner), commandAction('uploadFolder', runner)];
  const overflow = [
    [commandAction('refresh', runner), commandAction('selectAll', runner), commandAction('delete', runner)],
    [commandAction('downloadZip', runner)],
    [commandAction('showBelow', runner)],
    [commandAction('signOut', runner), commandAction('aboutProfile', runner), commandAction('removeProfile', runner)],
  ];
  const noUpload = upload[0]?.reason ?? null;
  return (
    <header className={styles['toolbar']}>
      <div className={styles['group']}>
        <CommandButton command="back" icon={ArrowLeft} />
        <CommandButton command="forward" icon={ArrowRight} />
        <CommandButton command="up" icon={ArrowUp} />
      </div>
      <Breadcrumb root={root} folder={folder} onFolder={onFolder} />
      <FilterField key={viewKey} />
      <div className={styles['group']}>
        {noUpload === null ? (
          <MenuButton wide label={words.upload} groups={[upload]}>
            <Upload size={16} strokeWidth={1.5} aria-hidden />
            <ChevronDown size={10} strokeWidth={2} aria-hidden />
          </MenuButton>
        ) : (
          <IconButton wide icon={Upload} label={words.upload} reason={noUpload} />
        )}
        <CommandButton command="download" icon={Download} />
        <CommandButton command="newFolder" icon={FolderPlus} />
        <MenuButton label={text.ui.common.more} groups={overflow}>
          <Ellipsis size={16} strokeWidth={1.5} aria-hidden />
        </MenuButton>
      </div>
    </header>
  );
}
