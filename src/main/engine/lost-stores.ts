/**
 * Tells which locations and lists of buckets cannot be reached whenever these are others than it told before. `lost` finds their ids out;
 * the answer is to be called when they may have changed.
 */
export function tellLost(lost: () => readonly string[], tell: (ids: readonly string[]) => void): () => void {
  let told: readonly string[] = [];
  return () => {
    const ids = lost();
    if (ids.join('\n') === told.join('\n')) return;
    told = ids;
    tell(ids);
  };
}
