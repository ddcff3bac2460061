import { useEffect, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import {
  type Diagnostics,
  isKnown,
  type LocationDiagnostics,
  pailFacts,
  storeFacts,
} from '../../../shared/model/diagnostics.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { didWork } from '../../state/notices.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { formatDate } from '../../ui/format.ts';
import sections from '../../ui/Sections.module.css';
import styles from './SettingsSheet.module.css';

/** What is known about this Pail and its stores, and ways to pass it on. */
export function DiagnosticsSection() {
  const words = text.ui.diagnostics;
  const [diagnostics, setDiagnostics] = useState<Diagnostics | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  useEffect(() => {
    pail.diagnostics.read().then(setDiagnostics, (error: unknown) => setFailure(toFailure(error)));
  }, []);
  if (!diagnostics) return failure ? <p role="alert">{failure.message}</p> : <p role="status">{words.loading}</p>;
  return (
    <div className={sections['section']}>
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
              {diagnostics.locations.map((location) => (
                <LocationFacts key={location.locationId} location={location} />
              ))}
            </ul>
          </>
        )}
      </section>
    </div>
  );
}

function LocationFacts({ location: { locationId, label, store } }: { readonly location: LocationDiagnostics }) {
  const words = text.ui.diagnostics;
  return (
    <li className={styles['location']}>
      <h4 className={styles['label']}>{label}</h4>
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
