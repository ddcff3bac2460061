import { ChevronRight } from 'lucide-react';
import { folderSegments } from '../../../shared/model/location.ts';
import { text } from '../../../shared/text/index.ts';
import { MenuButton } from '../../ui/MenuButton.tsx';
import { visibleName } from '../../ui/names.ts';
import styles from './Breadcrumb.module.css';

interface BreadcrumbProps {
  readonly root: string;
  readonly folder: string;
  onFolder(folder: string): void;
}

interface Crumb {
  readonly name: string;
  readonly folder: string;
}

/** More than these, and the ones in the middle go into a menu. */
const MOST = 4;

export function crumbsOf(root: string, folder: string): Crumb[] {
  const segments = folderSegments(folder);
  return [
    { name: root, folder: '' },
    ...segments.map((name, index) => ({ name, folder: `${segments.slice(0, index + 1).join('/')}/` })),
  ];
}

export function Breadcrumb({ root, folder, onFolder }: BreadcrumbProps) {
  const crumbs = crumbsOf(root, folder);
  const hidden = crumbs.length > MOST ? crumbs.slice(1, -2) : [];
  const shown = hidden.length > 0 ? [...crumbs.slice(0, 1), null, ...crumbs.slice(-2)] : crumbs;
  const menu = hidden.map((crumb) => ({
    id: crumb.folder,
    label: visibleName(crumb.name),
    run: () => onFolder(crumb.folder),
  }));
  return (
    <nav className={styles['path']} aria-label={text.ui.explorer.path}>
      <ol>
        {shown.map((crumb, index) => (
          <li key={crumb?.folder ?? 'hidden'} className={styles['crumb']}>
            {index === 0 ? null : (
              <ChevronRight size={12} strokeWidth={1.5} className={styles['divider']} aria-hidden />
            )}
            {crumb === null ? (
              <MenuButton small label={text.ui.explorer.hiddenFolders} groups={[menu]}>
                …
              </MenuButton>
            ) : (
              <button
                type="button"
                className={styles['button']}
                title={visibleName(crumb.name)}
                aria-current={crumb.folder === folder ? 'location' : undefined}
                onClick={() => onFolder(crumb.folder)}
              >
                <bdi>{visibleName(crumb.name)}</bdi>
              </button>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
