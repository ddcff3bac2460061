import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { TextField } from '../../ui/TextField.tsx';

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
 * address is no setting. A text with a problem stays there with it, and what held still holds.
 */
export function SettingField({ value, problem, onCommit, ...rest }: SettingFieldProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const [error, setError] = useState<string | null>(null);
  const commit = (): void => {
    if (draft === null) return;
    const found = problem(draft);
    setError(found);
    if (found !== null) return;
    const taken = draft.trim() === value ? Promise.resolve() : onCommit(draft);
    // Unless it was changed meanwhile.
    void taken.then(() => setDraft((now) => (now === draft ? null : now)));
  };
  const leave = useRef(commit);
  useEffect(() => {
    leave.current = commit;
  });
  useEffect(() => () => leave.current(), []);
  return (
    <TextField
      {...rest}
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
