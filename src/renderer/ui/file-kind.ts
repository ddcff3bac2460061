import { text } from '../../shared/text/index.ts';
import { extensionOf } from './names.ts';

/** What an icon and its tint stand for. */
export type FileFamily =
  | 'folder'
  | 'image'
  | 'video'
  | 'audio'
  | 'document'
  | 'sheet'
  | 'slides'
  | 'pdf'
  | 'archive'
  | 'code'
  | 'text'
  | 'file';

const EXTENSIONS: Readonly<Record<Exclude<FileFamily, 'folder' | 'file'>, string>> = {
  image: 'png jpg jpeg gif webp avif svg bmp tif tiff heic ico psd raw',
  video: 'mp4 mov mkv webm avi m4v mpg mpeg',
  audio: 'mp3 wav flac aac ogg m4a opus aiff',
  document: 'doc docx odt rtf pages',
  sheet: 'xls xlsx ods csv tsv numbers parquet',
  slides: 'ppt pptx odp key',
  pdf: 'pdf',
  archive: 'zip tar gz tgz bz2 xz zst 7z rar dmg iso deb rpm',
  code: 'js ts jsx tsx mjs py rb go rs java c h cpp cs php sh ps1 html htm css json xml yaml yml toml sql wasm pail',
  text: 'txt md log ini conf cfg',
};

const FAMILIES = new Map<string, FileFamily>(
  Object.entries(EXTENSIONS).flatMap(([family, list]) =>
    list.split(' ').map((extension): [string, FileFamily] => [extension, family as FileFamily]),
  ),
);

export function familyOf(name: string, isFolder: boolean): FileFamily {
  return isFolder ? 'folder' : (FAMILIES.get(extensionOf(name)) ?? 'file');
}

/** The word in the Kind column. */
export function kindOf(name: string, isFolder: boolean): string {
  const { kinds } = text.ui;
  if (isFolder) return kinds.folder;
  const extension = extensionOf(name);
  return extension === '' ? kinds.file : (kinds.known[extension] ?? kinds.named(extension));
}
