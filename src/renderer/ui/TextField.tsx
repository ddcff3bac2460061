import { type ComponentProps, useId } from 'react';
import { cx } from './cx.ts';
import styles from './TextField.module.css';

interface TextFieldProps extends Omit<ComponentProps<'input'>, 'className' | 'onChange' | 'value'> {
  readonly label: string;
  readonly value: string;
  readonly hint?: string;
  readonly error?: string | null;
  readonly mono?: boolean;
  onChange(value: string): void;
}

/** A labelled field; its error is read as its description. */
export function TextField({ label, value, hint, error = null, mono = false, onChange, ...rest }: TextFieldProps) {
  const id = useId();
  const below = error ?? hint ?? null;
  return (
    <div className={styles['field']}>
      <label className={styles['label']} htmlFor={id}>
        {label}
      </label>
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...rest}
        id={id}
        className={cx(styles['input'], mono && styles['mono'])}
        value={value}
        aria-invalid={error !== null}
        aria-describedby={below === null ? undefined : `${id}-below`}
        onChange={(event) => onChange(event.target.value)}
      />
      {below === null ? null : (
        <p id={`${id}-below`} className={cx(styles['below'], error !== null && styles['error'])}>
          {below}
        </p>
      )}
    </div>
  );
}
