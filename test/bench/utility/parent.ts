/** The part of Electron's `process.parentPort` that these scripts use. */
interface ParentPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

/** Answers each message of the bench with what `work` makes of it; a failure as `{ error }`. */
export function answerWith<Question, Answer>(work: (question: Question) => Promise<Answer> | Answer): void {
  const { parentPort } = process as typeof process & { readonly parentPort?: ParentPort };
  if (!parentPort) throw new Error('this script runs as a utility process only');
  parentPort.on('message', async ({ data }) => {
    try {
      parentPort.postMessage({ answer: await work(data as Question) });
    } catch (error) {
      parentPort.postMessage({ error: error instanceof Error ? error.stack : String(error) });
    }
  });
}
