/** The words of questions before something is made, deleted, removed or signed out. Counts come in already worded. */
export const sheetsEn = {
  newFolderTitle: 'New folder',
  newFolderIn: (folder: string) => `In ${folder}`,
  newFolderName: 'Name',
  newFolderCreate: 'Create',
  deleteTitle: (what: string) => `Delete ${what}?`,
  deleteFolderTitle: (name: string) => `Delete the folder “${name}”?`,
  deleteFolders: (folders: string, objects: string | null) =>
    objects === null ? `${folders}, with everything inside.` : `${folders}, with everything inside, and ${objects}.`,
  deleteObjects: (objects: string, size: string) => `${objects}, ${size}.`,
  deleteCounting: 'Counting what is inside… Delete takes all of it, counted or not.',
  deleteCountingSoFar: (objects: string, size: string) =>
    `Counting what is inside, ${objects}, ${size} so far… Delete takes all of it, counted or not.`,
  deleteTotal: (objects: string, size: string) => `${objects}, ${size} in all.`,
  deleteAtLeast: (objects: string, size: string) =>
    `At least ${objects}, ${size}: not everything was counted. Delete takes all of it.`,
  deleteCountFailed: (objects: string, size: string, why: string) =>
    `At least ${objects}, ${size}: the rest could not be counted. ${why} Delete takes all of it that it finds.`,
  deleteHidden: (items: string) => `The filter hides ${items} of these.`,
  deleteUncounted: (why: string) => `What is inside could not be counted. ${why} Delete takes all of it that it finds.`,
  deleteFinal: 'Pail cannot undo this.',
  delete: 'Delete',
  keep: 'Keep',
  signOutTitle: (name: string) => `Sign ${name} out?`,
  signOutText: (profile: string) =>
    `Pail forgets this sign-in of “${profile}” and tells the sign-in service to end it. Files in the store stay as they are.`,
  signOutRunning: (n: number) =>
    n === 1
      ? '1 transfer is not finished. It goes on when you sign in again.'
      : `${n.toLocaleString('en')} transfers are not finished. They go on when you sign in again.`,
  signOut: 'Sign out',
  staySignedIn: 'Stay signed in',
  removeTitle: (name: string) => `Remove the profile “${name}”?`,
  removeText: 'Pail forgets the profile and its secrets. Files in the store stay as they are.',
  removeAccount: (name: string) => `${name} is signed out.`,
  removeAgain: 'To use it again you need the profile file.',
  remove: 'Remove',
  keepProfile: 'Keep',
};
