/** How far ahead of what is answered work may be begun. */
export interface Ahead {
  /** Most at a time. */
  readonly most: number;
  /** Together they cost no more than this, unless one alone costs more. */
  readonly cost: number;
}

/**
 * Does work for each, several at a time, and answers what came of it in their order. Work must not reject. What is under way when the
 * caller stops listening goes to `dropped`.
 */
export async function* inOrder<I, T>(
  all: Iterable<I>,
  costOf: (one: I) => number,
  work: (one: I) => Promise<T>,
  ahead: Ahead,
  dropped: (result: T) => Promise<void>,
): AsyncGenerator<T> {
  const begun: { readonly cost: number; readonly result: Promise<T> }[] = [];
  const rest = all[Symbol.iterator]();
  let next = rest.next();
  let cost = 0;
  try {
    while (begun.length > 0 || !next.done) {
      while (!next.done && begun.length < ahead.most) {
        const more = costOf(next.value);
        if (begun.length > 0 && cost + more > ahead.cost) break;
        begun.push({ cost: more, result: work(next.value) });
        cost += more;
        next = rest.next();
      }
      const first = begun[0];
      if (!first) return;
      const result = await first.result;
      begun.shift();
      yield result;
      // What was answered is held until the next one is asked for.
      cost -= first.cost;
    }
  } finally {
    await Promise.all(begun.map(async ({ result }) => dropped(await result)));
  }
}
