import { Lock } from 'lucide-react';
import type { AccountAccess, ShownKeys } from '../../../shared/model/access.ts';
import { actionSentences, keysSentence, sourceSentence } from '../../../shared/model/access-text.ts';
import type { PlaceOutcome, ShownCredentials } from '../../../shared/model/explanation.ts';
import { text } from '../../../shared/text/index.ts';
import { formatMoment } from '../../ui/format.ts';
import sections from '../../ui/Sections.module.css';
import styles from './AccessSheet.module.css';

type Given = Extract<PlaceOutcome, { readonly credentials: ShownCredentials }>;

interface Absent {
  readonly label: string;
  readonly why: string;
}

/** What is there, each place once, and what is not. */
function sorted({ explanation }: AccountAccess): { readonly given: Given[]; readonly absent: Absent[] } {
  const given = new Map<string, Given>();
  const absent: Absent[] = [];
  for (const { label, reason } of explanation.bucketLists) if (reason) absent.push({ label, why: reason.message });
  for (const { label, reason, places } of explanation.rules) {
    if (reason) absent.push({ label, why: reason.message });
    for (const place of places) {
      if (place.location === null) absent.push({ label: place.label, why: place.reason.message });
      else if (!given.has(place.location.id)) given.set(place.location.id, place);
    }
  }
  return { given: [...given.values()], absent };
}

export function LocationsSection({ access }: { readonly access: AccountAccess }) {
  const words = text.ui.access;
  const { given, absent } = sorted(access);
  const lists = access.explanation.bucketLists.filter(({ credentials }) => credentials !== null);
  return (
    <div className={sections['section']}>
      <section className={sections['group']}>
        <h3 className={sections['heading']}>{words.locationsHead}</h3>
        {given.length === 0 && lists.length === 0 ? <p>{words.noLocations}</p> : null}
        <ul className={styles['list']}>
          {given.map((place) => (
            <GivenLocation key={place.location.id} place={place} keys={access.keys} />
          ))}
          {lists.map(({ index, label, credentials }) => (
            <li key={`list ${index}`} className={styles['item']}>
              <h4 className={styles['label']}>{label}</h4>
              <p>{words.givesBuckets}</p>
              <p className={styles['quiet']}>
                {credentials ? sourceSentence(credentials.sourceId, credentials.kind) : null}
              </p>
            </li>
          ))}
        </ul>
      </section>
      <section className={sections['group']}>
        <h3 className={sections['heading']}>{words.absentHead}</h3>
        {absent.length === 0 ? <p className={styles['quiet']}>{words.nothingAbsent}</p> : null}
        <ul className={styles['list']}>
          {absent.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rules may have the same label, and their order is theirs
            <li key={index} className={styles['item']}>
              <h4 className={styles['label']}>{one.label}</h4>
              <p className={styles['quiet']}>{one.why}</p>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function GivenLocation({ place, keys }: { readonly place: Given; readonly keys: readonly ShownKeys[] }) {
  const words = text.ui.access;
  const { location, credentials } = place;
  const { sourceId, kind, roleArn } = credentials;
  const [may, mayNot] = actionSentences(location.actions);
  const own = keys.find((one) => one.sourceId === sourceId && one.roleArn === roleArn);
  return (
    <li className={styles['item']}>
      <h4 className={styles['label']}>{location.label}</h4>
      <p className={styles['mono']} data-selectable>
        {location.bucket}/{location.prefix}
        {location.prefix === '' ? <span className={styles['aside']}> {words.wholeBucket}</span> : null}
      </p>
      <p>
        {may}{' '}
        {mayNot ? (
          <span className={styles['quiet']}>
            <Lock size={12} strokeWidth={1.5} className={styles['lock']} aria-hidden /> {mayNot}
          </span>
        ) : null}
      </p>
      <p className={styles['quiet']}>
        {sourceSentence(sourceId, kind)}
        {own ? `, ${keysSentence(own, formatMoment)}` : null}
      </p>
      {roleArn === null ? null : (
        <p className={styles['mono']} data-selectable>
          {roleArn}
        </p>
      )}
    </li>
  );
}
