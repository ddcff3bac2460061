import { cx } from './cx.ts';
import styles from './Facts.module.css';

interface FactsProps {
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** The values are codes and the like. */
  readonly mono?: boolean;
}

/** Labels and what is to be said there, one below the other. */
export function Facts({ facts, mono = false }: FactsProps) {
  return (
    <dl className={cx(styles['facts'], mono && styles['mono'])}>
      {facts.map(([label, value]) => (
        <div key={label} className={styles['fact']}>
          <dt>{label}</dt>
          <dd data-selectable>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
