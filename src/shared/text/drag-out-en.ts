/** The words of dragging rows out of the window, and of dropping them on it again. */
export const dragOutEn = {
  preparing: (items: string) => `Preparing to drag out ${items}…`,
  ready: (items: string) => `Ready to drag out: ${items}. Drag again.`,
  tooMuch: (size: string, objects: string) => `This is too much to drag out: at most ${size} and ${objects} at once.`,
  downloadTo: 'Download to…',
  into: {
    copy: (items: string, folder: string) => `Copy ${items} to ${folder}`,
    move: (items: string, folder: string) => `Move ${items} to ${folder}`,
  },
  here: 'Already in this folder',
};
