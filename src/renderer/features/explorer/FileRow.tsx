import { memo } from 'react';
import type { Entry } from '../../../shared/model/listing.ts';
import { text } from '../../../shared/text/index.ts';
import { cx } from '../../ui/cx.ts';
import { FileIcon } from '../../ui/FileIcon.tsx';
import { kindOf } from '../../ui/file-kind.ts';
import { formatDate, formatExactDate, formatExactSize, formatSize } from '../../ui/format.ts';
import { MiddleTruncate } from '../../ui/MiddleTruncate.tsx';
import { GridPart } from '../../ui/virtual-list/GridPart.tsx';
import styles from './FileList.module.css';

/** The cells of one row. A row that has not arrived yet keeps its place. */
export const FileRow = memo(function FileRow({ entry }: { readonly entry: Entry | undefined }) {
  if (!entry) {
    return (
      <GridPart role="gridcell" className={cx(styles['cell'], styles['name'])} aria-busy>
        <span className={styles['pending']} />
      </GridPart>
    );
  }
  const folder = entry.kind === 'folder';
  const { none } = text.ui.format;
  return (
    <>
      <GridPart role="gridcell" className={cx(styles['cell'], styles['name'])}>
        <FileIcon name={entry.name} folder={folder} />
        <MiddleTruncate name={entry.name} />
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
        {kindOf(entry.name, folder)}
      </GridPart>
    </>
  );
});
