import type { Failure } from '../../shared/errors.ts';
import { text } from '../../shared/text/index.ts';
import { Disclosure } from './Disclosure.tsx';
import styles from './FailureDetails.module.css';
import { failureFacts } from './failure-details.ts';

interface FailureDetailsProps {
  readonly failure: Failure;
  readonly asked?: string | null;
}

/** Code, request id and the other side's words, behind a disclosure. */
export function FailureDetails({ failure, asked = null }: FailureDetailsProps) {
  return (
    <Disclosure label={text.ui.common.details}>
      <dl className={styles['facts']}>
        {failureFacts(failure, asked).map(([label, value]) => (
          <div key={label} className={styles['fact']}>
            <dt>{label}</dt>
            <dd data-selectable>{value}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  );
}
