import { useCallback, useEffect, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import {
  byStore,
  type Diagnostics,
  isKnown,
  pailFacts,
  type StoreGroup,
  storeFacts,
} from '../../../shared/model/diagnostics.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { didWork } from '../../state/notices.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { cx } from '../../ui/cx.ts';
import { Facts } from '../../ui/Facts.tsx';
import { FailureLine } from '../../ui/FailureLine.tsx';
import { formatDate } from '../../ui/format.ts';
import { LateStatus } from '../../ui/LateStatus.tsx';
import sections from '../../ui/Sections.module.css';
import styles from './SettingsSheet.module.css';

/** What is known about this Pail and its stores, and ways to pass it on. */
export function DiagnosticsSection() {
  const words = text.ui.diagnostics;
  const [diagnostics, setDiagnostics] = useState<Diagnostics | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const read = useCallback(() => {
    setFailure(null);
    pail.diagnostics.read().then(setDiagnostics, (error: unknown) => setFailure(toFailure(error)));
  }, []);
  useEffect(read, [read]);
  if (failure) return <FailureLine failure={failure} onAgain={read} />;
  if (!diagnostics) return <LateStatus>{words.loading}</LateStatus>;
  return (
    <div className={cx(sections['section'], styles['diagnostics'])}>
      <section className={sections['group']}>
        <Facts facts={pailFacts(diagnostics, formatDate)} />
        <div className={styles['buttons']}>
          <CopyButton small label={words.copy} value={() => didWork(pail.diagnostics.copy())} />
        </div>
        <p className={styles['hint']}>{words.copyHint}</p>
      </section>
      <section className={sections['group']}>
        <h3 className={sections['heading']}>{words.locations}</h3>
        {diagnostics.locations.length === 0 ? (
          <p>{words.noLocations}</p>
        ) : (
          <>
            <p className={styles['hint']}>{words.exportHint}</p>
            <ul className={styles['locations']}>
              {byStore(diagnostics.locations).map((group) => (
                <GroupFacts key={group.locationId} group={group} />
              ))}
            </ul>
          </>
        )}
      </section>
    </div>
  );
}

function GroupFacts({ group: { locationId, labels, store } }: { readonly group: StoreGroup }) {
  const words = text.ui.diagnostics;
  return (
    <li className={styles['location']}>
      <h4 className={styles['label']}>{text.ui.common.list(labels)}</h4>
      <Facts facts={storeFacts(store)} />
      {isKnown(store) ? (
        <div className={styles['buttons']}>
          <CopyButton
            small
            label={words.exportQuirks}
            value={() => didWork(pail.diagnostics.exportQuirks(locationId))}
          />
        </div>
      ) : null}
    </li>
  );
}
