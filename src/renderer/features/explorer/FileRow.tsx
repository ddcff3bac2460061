import { memo } from 'react';
import type { Entry } from '../../../shared/model/listing.ts';
import { text } from '../../../shared/text/index.ts';
import { cx } from '../../ui/cx.ts';
import { FileIcon } from '../../ui/FileIcon.tsx';
import { kindOf } from '../../ui/file-kind.ts';
import { formatDate, formatExactDate, formatExactSize, formatSize } from '../../ui/format.ts';
import { MiddleTruncate } from '../../ui/MiddleTruncate.tsx';
import { matchIn, shifted } from '../../ui/matches.ts';
import { splitPath, visibleName } from '../../ui/names.ts';
import visually from '../../ui/VisuallyHidden.module.css';
import { GridPart } from '../../ui/virtual-list/GridPart.tsx';
import styles from './FileList.module.css';

interface FileRowProps {
  readonly entry: Entry | undefined;
  /** The name is a path below the folder of the view. */
  readonly isPath: boolean;
  /** What the view is filtered by, which is marked; empty: nothing. */
  readonly filter: string;
}

/** The cells of one row. A row that has not arrived yet keeps its place. */
export const FileRow = memo(function FileRow({ entry, isPath, filter }: FileRowProps) {
  if (!entry) {
    return (
      <GridPart role="gridcell" className={cx(styles['cell'], styles['name'])} aria-busy>
        <span className={styles['pending']} />
      </GridPart>
    );
  }
  const [where, name] = isPath ? splitPath(entry.name) : ['', entry.name];
  const match = matchIn(entry.name, filter);
  const folder = entry.kind === 'folder';
  const { none } = text.ui.format;
  return (
    <>
      <GridPart role="gridcell" className={cx(styles['cell'], styles['name'])}>
        <FileIcon name={name} folder={folder} />
        {where === '' ? (
          <MiddleTruncate name={name} match={match} />
        ) : (
          <>
            <span className={visually['hidden']}>{visibleName(entry.name)}</span>
            <span className={styles['path']} aria-hidden>
              <span className={styles['where']}>
                <MiddleTruncate name={where} match={match} />
              </span>
              <MiddleTruncate name={name} match={shifted(match, where.length)} />
            </span>
          </>
        )}
        {entry.archived ? (
          <span className={styles['tag']} title={text.ui.explorer.archivedHint}>
            {text.ui.explorer.archived}
          </span>
        ) : null}
      </GridPart>
      <GridPart
        role="gridcell"
        className={cx(styles['cell'], styles['size'], entry.size === null && styles['none'])}
        title={entry.size === null ? undefined : formatExactSize(entry.size)}
      >
        {entry.size === null ? none : formatSize(entry.size)}
      </GridPart>
      <GridPart
        role="gridcell"
        className={cx(styles['cell'], styles['modified'], entry.modified === null && styles['none'])}
        title={entry.modified === null ? undefined : formatExactDate(entry.modified)}
      >
        {entry.modified === null ? none : formatDate(entry.modified)}
      </GridPart>
      <GridPart role="gridcell" className={cx(styles['cell'], styles['kind'])}>
        {kindOf(name, folder)}
      </GridPart>
    </>
  );
});
