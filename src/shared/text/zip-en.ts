/** The words in an archive, and of the dialog that asks for its name. */
export const zipEn = {
  title: 'Download as ZIP',
  save: 'Download',
  filter: 'ZIP archive',
  /** A file in the archive: its name, and its first line. */
  missingFile: 'Not in this archive.txt',
  missing: 'These files could not be downloaded, so they are not in this archive:',
};
