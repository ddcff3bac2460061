import { useId } from 'react';
import styles from './Choices.module.css';
import { cx } from './cx.ts';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  /** In a row, for a few short ones. */
  readonly inline?: boolean;
  /** Begins with the focus, on the chosen one. */
  readonly autoFocus?: boolean;
  onChange(value: T): void;
}

/** One of several, all of them to be seen. */
export function Choices<T extends string>({
  label,
  choices,
  value,
  inline = false,
  autoFocus = false,
  onChange,
}: ChoicesProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles['group']}>
      <legend className={styles['legend']}>{label}</legend>
      <div className={cx(styles['choices'], inline && styles['inline'])}>
        {choices.map((choice, index) => (
          <div key={choice.value} className={styles['choice']}>
            <input
              type="radio"
              id={`${name}-${index}`}
              name={name}
              className={styles['mark']}
              checked={choice.value === value}
              // biome-ignore lint/a11y/noAutofocus: a question takes the keyboard
              autoFocus={autoFocus && choice.value === value}
              aria-describedby={choice.hint ? `${name}-${index}-hint` : undefined}
              onChange={() => onChange(choice.value)}
            />
            <label htmlFor={`${name}-${index}`}>{choice.label}</label>
            {choice.hint ? (
              <span id={`${name}-${index}-hint`} className={styles['hint']}>
                {choice.hint}
              </span>
            ) : null}
          </div>
        ))}
      </div>
    </fieldset>
  );
}

interface CheckboxProps {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  /** It cannot be changed; the hint says why. */
  readonly disabled?: boolean;
  onChange(checked: boolean): void;
}

/** Something that is on or off. */
export function Checkbox({ label, hint, checked, disabled = false, onChange }: CheckboxProps) {
  const id = useId();
  return (
    <div className={styles['checkbox']}>
      <input
        type="checkbox"
        id={id}
        className={styles['mark']}
        checked={checked}
        // Not `disabled`, which the keyboard would pass by: who comes here hears why.
        aria-disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => {
          if (!disabled) onChange(event.target.checked);
        }}
      />
      <label htmlFor={id}>{label}</label>
      {hint ? (
        <p id={`${id}-hint`} className={styles['below']}>
          {hint}
        </p>
      ) : null}
    </div>
  );
}
