/** The fields of the settings that are on screen, each with a way to have it taken. */
import { createContext } from 'react';

/** Takes what is in the field; the field itself where that cannot be taken, which then says why. */
export type FieldCheck = () => HTMLInputElement | null;

export class FieldChecks {
  readonly #checks = new Set<FieldCheck>();

  /** Answers the way to leave. */
  add(check: FieldCheck): () => void {
    this.#checks.add(check);
    return () => this.#checks.delete(check);
  }

  /** Takes what is in the fields. Where one cannot be taken it gets the focus, and the answer is false. */
  settle(): boolean {
    const [refused] = [...this.#checks].flatMap((check) => check() ?? []);
    refused?.focus();
    // What was pressed takes the focus only after this.
    if (refused) requestAnimationFrame(() => refused.focus());
    return refused === undefined;
  }
}

export const FieldChecksContext = createContext(new FieldChecks());
