const FIRST_CAPACITY = 64;

/** The numbers of items, in columns that grow: no object per item. */
export class ItemColumns {
  states = new Uint8Array(FIRST_CAPACITY);
  /** Bytes. */
  sizes = new Float64Array(FIRST_CAPACITY);
  /** Bytes moved. */
  done = new Float64Array(FIRST_CAPACITY);
  /** ms since 1970 UTC; 0 where nobody said. */
  modified = new Float64Array(FIRST_CAPACITY);

  /** Makes room for the item `index`, where those before it have theirs. */
  reserve(index: number): void {
    if (index < this.states.length) return;
    const capacity = this.states.length * 2;
    const grown = <T extends Uint8Array | Float64Array>(made: T, old: T): T => {
      made.set(old);
      return made;
    };
    this.states = grown(new Uint8Array(capacity), this.states);
    this.sizes = grown(new Float64Array(capacity), this.sizes);
    this.done = grown(new Float64Array(capacity), this.done);
    this.modified = grown(new Float64Array(capacity), this.modified);
  }
}
