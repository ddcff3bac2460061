import type { ComponentProps } from 'react';
import styles from './Select.module.css';

interface SelectProps extends Omit<ComponentProps<'select'>, 'className' | 'onChange' | 'value'> {
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly value: string;
  onChoose(value: string): void;
}

/** One of several, where there is room for the chosen one only. */
export function Select({ label, options, value, onChoose, ...rest }: SelectProps) {
  return (
    <select
      {...rest}
      className={styles['select']}
      aria-label={label}
      value={value}
      onChange={(event) => onChoose(event.target.value)}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
