import type { ProfileFacts } from '../../../shared/model/profile-review.ts';
import { text } from '../../../shared/text/index.ts';
import { Banner } from '../../ui/Banner.tsx';
import { formatDate } from '../../ui/format.ts';
import styles from './ImportSheet.module.css';

/** What a person should know of a profile before signing in with it; nothing where there is nothing. */
export function ProfileNotes({ facts }: { readonly facts: ProfileFacts }) {
  const words = text.ui.profiles;
  const { expired, expires, managed, plainSecrets, updates } = facts;
  const notes = [
    ...(managed ? [words.managed] : []),
    ...(plainSecrets ? [managed ? words.warnings.managedSecrets : words.plainSecrets] : []),
    ...(updates?.trouble
      ? [words.updateTrouble(formatDate(updates.trouble.since), updates.trouble.failure.message)]
      : []),
  ];
  return (
    <>
      {expired && expires !== null ? (
        <Banner kind="warning">{(managed ? words.managedExpired : words.expired)(formatDate(expires))}</Banner>
      ) : null}
      {notes.map((note) => (
        <p key={note} className={styles['note']}>
          {note}
        </p>
      ))}
    </>
  );
}
