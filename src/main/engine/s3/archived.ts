/**
 * Storage classes whose objects cannot be read or copied until somebody has them restored. Not GLACIER_IR, which answers at once. The
 * archive tiers of INTELLIGENT_TIERING are the same, but a listing does not tell them: those objects are known by their refusal.
 */
export const ARCHIVE_CLASSES: readonly string[] = ['GLACIER', 'DEEP_ARCHIVE'];

export function isArchiveClass(storageClass: string | undefined): boolean {
  return storageClass !== undefined && ARCHIVE_CLASSES.includes(storageClass);
}
