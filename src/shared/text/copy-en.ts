/** The words of copying, moving and renaming. */
export const copyEn = {
  renameTitle: (name: string) => `Rename “${name}”`,
  renameName: 'New name',
  rename: 'Rename',
  renameFolder:
    'The store has no folders: everything in it is copied to the new name and then deleted under the old one.',
  title: { copy: (what: string) => `Copy ${what} to`, move: (what: string) => `Move ${what} to` },
  here: { copy: 'Copy here', move: 'Move here' },
  folders: (place: string) => `Folders in ${place}`,
  locations: 'Places where you may write',
  noLocations: 'There is no place where you may write.',
  up: 'All places',
  upTo: (folder: string) => `Back to ${folder}`,
  noFolders: 'There are no folders here.',
  firstOnly: (n: string) => `Only the first ${n} folders are shown.`,
  newFolder: 'New folder…',
  placeFirst: 'Choose a place first.',
  loading: 'Loading…',
  into: (place: string) => `Into ${place}`,
};
