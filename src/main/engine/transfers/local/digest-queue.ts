import type { DigestAnswer, Stretch } from './digest-work.ts';

/** What a digest thread is asked. `stretch` is `null` for what nobody waits for any more. */
export interface DigestQuestion {
  readonly id: number;
  readonly stretch: Stretch | null;
}

/** A thread that takes MD5s, several in turn. */
export interface DigestThread {
  post(question: DigestQuestion): void;
  onAnswer(listener: (answer: DigestAnswer) => void): void;
  /** Called when it ends, which it does only for a fault of its own. */
  onEnd(listener: (reason: string) => void): void;
}

interface Asked {
  readonly resolve: (md5: Uint8Array) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Has MD5s taken by a thread: they are taken of gigabytes in a second at best, and as long an engine on one thread would hear of
 * nothing that arrives meanwhile. The thread is started when it is first needed, and anew should it end.
 */
export class DigestQueue {
  readonly #start: () => DigestThread;
  readonly #asked = new Map<number, Asked>();
  #thread: DigestThread | null = null;
  #last = 0;

  constructor(start: () => DigestThread) {
    this.#start = start;
  }

  /** As `md5OfParts`. Rejects with the file system's error, `EIO` where the thread ended over it, and with the signal's reason at once. */
  async md5OfParts(stretch: Stretch, signal: AbortSignal): Promise<Uint8Array> {
    signal.throwIfAborted();
    const id = ++this.#last;
    const leave = (): void => {
      this.#asked.get(id)?.reject(signal.reason);
      this.#asked.delete(id);
      this.#thread?.post({ id, stretch: null });
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await new Promise<Uint8Array>((resolve, reject) => {
        this.#asked.set(id, { resolve, reject });
        this.#thread ??= this.#begin();
        this.#thread.post({ id, stretch });
      });
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #begin(): DigestThread {
    const thread = this.#start();
    thread.onAnswer((answer) => {
      const asked = this.#asked.get(answer.id);
      this.#asked.delete(answer.id);
      if ('md5' in answer) asked?.resolve(answer.md5);
      else asked?.reject(Object.assign(new Error(answer.refusal.message), answer.refusal));
    });
    thread.onEnd((reason) => {
      this.#thread = null;
      const asked = [...this.#asked.values()];
      this.#asked.clear();
      for (const { reject } of asked) reject(Object.assign(new Error(reason), { code: 'EIO' }));
    });
    return thread;
  }
}
