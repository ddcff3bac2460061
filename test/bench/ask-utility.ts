import type { ElectronHost, Utility } from './electron-host.ts';

/** A script of test/bench/utility in a process of its own. */
export class Asked {
  readonly #script: string;
  readonly #utility: Utility;

  private constructor(script: string, utility: Utility) {
    this.#script = script;
    this.#utility = utility;
  }

  static async start(host: ElectronHost, script: string): Promise<Asked> {
    return new Asked(script, await host.fork(script));
  }

  get pid(): number {
    return this.#utility.pid;
  }

  /** Asks it something: one question at a time. Rejects with its error, or where it ends. */
  ask<Answer>(question: unknown): Promise<Answer> {
    return new Promise<Answer>((resolve, reject) => {
      this.#utility.onExit((code) => reject(new Error(`${this.#script} ended with ${code}`)));
      const forget = this.#utility.onMessage((message) => {
        forget();
        const { answer, error } = message as { answer?: Answer; error?: string };
        if (error === undefined) resolve(answer as Answer);
        else reject(new Error(`${this.#script}: ${error}`));
      });
      this.#utility.postMessage(question);
    });
  }

  stop(): Promise<void> {
    return this.#utility.stop();
  }
}

/** Asks a script one question, in a fresh process. */
export async function askOnce<Answer>(host: ElectronHost, script: string, question: unknown): Promise<Answer> {
  const asked = await Asked.start(host, script);
  try {
    return await asked.ask<Answer>(question);
  } finally {
    await asked.stop();
  }
}
