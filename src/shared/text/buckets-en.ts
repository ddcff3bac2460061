/** Words about buckets as a whole. */
export const bucketsEn = {
  menu: (list: string) => `Buckets of ${list}`,
  listOf: (list: string) => `Buckets of ${list}`,
  loading: 'Listing buckets…',
  none: 'There is no bucket.',
  hidden: (count: number) =>
    `${count.toLocaleString('en')} more ${count === 1 ? 'bucket is' : 'buckets are'} not shown here. Ask your administrator for locations of their own.`,
  again: 'List again',
  create: 'New bucket…',
  delete: 'Delete bucket…',
  openFirst: 'Open the bucket first.',
  createTitle: 'New bucket',
  createIn: (list: string) => `In ${list}`,
  createName: 'Name',
  createHint: '3 to 63 small letters, digits, hyphens and dots. Nobody else in the same store may have the name.',
  createDeed: 'Create',
  deleteTitle: (name: string) => `Delete the bucket “${name}”?`,
  deleteText:
    'It must be empty; older versions of objects and unfinished uploads count, too. Its settings and policies go with it.',
  deleteNobody: 'Nobody can get it back, and somebody else may take the name.',
  keep: 'Keep',
  deleteDeed: 'Delete bucket',
};
