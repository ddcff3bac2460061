/** Files that are dragged in from the desktop. Names are only known once they are dropped. */
export function hasFiles(data: DataTransfer | null): boolean {
  return data !== null && [...data.types].includes('Files');
}

/** How many things are dragged; 0 when the system does not say before they are dropped. */
export function draggedCount(data: DataTransfer): number {
  return [...data.items].filter((item) => item.kind === 'file').length;
}
