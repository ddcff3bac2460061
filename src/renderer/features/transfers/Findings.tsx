import type { TransferSummary } from '../../../shared/model/transfer.ts';
import { lacksRoom } from '../../../shared/model/transfer-groups.ts';
import { text } from '../../../shared/text/index.ts';
import { failureText } from '../../ui/failure-details.ts';
import { MiddleTruncate } from '../../ui/MiddleTruncate.tsx';
import { Warning } from '../../ui/Warning.tsx';
import styles from './Findings.module.css';
import { type Finding, findings, reasonWords } from './words.ts';

/** What was found before the first byte. That there is no room stands out: what goes on will stop in the middle. */
export function Findings({ summary }: { readonly summary: TransferSummary }) {
  const tight = lacksRoom(summary);
  return findings(summary).map((finding, index) =>
    tight && index === 0 ? (
      <Warning key={finding.said}>{finding.said}</Warning>
    ) : (
      <div key={finding.said}>
        <p>{finding.said}</p>
        <NamedItems finding={finding} />
      </div>
    ),
  );
}

/** The first items, each with its reason: nobody can decide about things without names. */
function NamedItems({ finding: { said, named, more } }: { readonly finding: Finding }) {
  if (named.length === 0) return null;
  return (
    <ul className={styles['items']} aria-label={said}>
      {named.map(({ name, failure }) => (
        <li key={name} className={styles['item']}>
          <p className={styles['name']}>
            <MiddleTruncate name={name} />
          </p>
          <p className={styles['reason']} title={failureText(failure)}>
            {reasonWords(failure)}
          </p>
        </li>
      ))}
      {more > 0 ? <li className={styles['reason']}>{text.ui.conflicts.andMore(more)}</li> : null}
    </ul>
  );
}
