import { useId } from 'react';
import styles from './Segments.module.css';
import visually from './VisuallyHidden.module.css';

interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly segments: readonly { readonly value: T; readonly label: string; readonly count: number }[];
  readonly value: T;
  onChange(value: T): void;
}

/** One of a few views of the same thing, side by side, each with how much it shows. One tab stop; arrows choose. */
export function Segments<T extends string>({ label, segments, value, onChange }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles['segments']}>
      <legend className={visually['hidden']}>{label}</legend>
      {segments.map((segment) => (
        <label key={segment.value} className={styles['segment']}>
          <input
            type="radio"
            name={name}
            className={visually['hidden']}
            checked={segment.value === value}
            onChange={() => onChange(segment.value)}
          />
          {segment.label} <span className={styles['count']}>{segment.count.toLocaleString('en')}</span>
        </label>
      ))}
    </fieldset>
  );
}
