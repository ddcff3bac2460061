import {
  File,
  FileArchive,
  FileCode,
  FileMusic,
  FileSpreadsheet,
  FileText,
  FileType,
  FileVideoCamera,
  Folder,
  Image,
  type LucideIcon,
  Presentation,
} from 'lucide-react';
import { cx } from './cx.ts';
import styles from './FileIcon.module.css';
import { type FileFamily, familyOf } from './file-kind.ts';

const ICONS: Readonly<Record<FileFamily, LucideIcon>> = {
  folder: Folder,
  image: Image,
  video: FileVideoCamera,
  audio: FileMusic,
  document: FileType,
  sheet: FileSpreadsheet,
  slides: Presentation,
  pdf: FileText,
  archive: FileArchive,
  code: FileCode,
  text: FileText,
  file: File,
};

export function FileIcon({ name, folder }: { readonly name: string; readonly folder: boolean }) {
  const family = familyOf(name, folder);
  const Icon = ICONS[family];
  return <Icon size={16} strokeWidth={1.5} className={cx(styles['icon'], styles[family])} aria-hidden />;
}
