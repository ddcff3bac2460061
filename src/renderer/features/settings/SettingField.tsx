import { type KeyboardEvent, useContext, useEffect, useRef, useState } from 'react';
import { TextField } from '../../ui/TextField.tsx';
import { FieldChecksContext } from './field-checks.ts';

interface SettingFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly type?: 'text' | 'time';
  readonly mono?: boolean;
  /** What holds now. */
  readonly value: string;
  /** What is wrong with a text, in a sentence, or `null`. */
  problem(text: string): string | null;
  /** Takes a text that has no problem and is not what holds. */
  onCommit(text: string): Promise<void>;
}

/**
 * A field whose text is taken when the person is done with it: by Enter, by leaving it, or by closing the sheet. Half an
 * address is no setting. A text with a problem stays there with it, and what held still holds; nor does the sheet close over it.
 */
export function SettingField({ value, problem, onCommit, ...rest }: SettingFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const checks = useContext(FieldChecksContext);
  /** What is being taken: leaving the field and closing the sheet are one occasion. */
  const taking = useRef<string | null>(null);
  const commit = (): void => {
    if (draft === null || draft === taking.current) return;
    const found = problem(draft);
    setError(found);
    if (found !== null) return;
    taking.current = draft;
    const taken = draft.trim() === value ? Promise.resolve() : onCommit(draft);
    // Unless it was changed meanwhile.
    void taken.then(() => {
      taking.current = null;
      setDraft((now) => (now === draft ? null : now));
    });
  };
  const check = (): HTMLInputElement | null => {
    // Also of what was never filled in.
    const found = problem(draft ?? value);
    if (found === null) commit();
    else setError(found);
    return found === null ? null : input.current;
  };
  const latest = useRef({ commit, check });
  useEffect(() => {
    latest.current = { commit, check };
  });
  useEffect(() => checks.add(() => latest.current.check()), [checks]);
  useEffect(() => () => latest.current.commit(), []);
  return (
    <TextField
      {...rest}
      ref={input}
      value={draft ?? value}
      error={error}
      onChange={(text) => {
        setDraft(text);
        setError(null);
      }}
      onBlur={commit}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key === 'Enter') commit();
      }}
    />
  );
}
