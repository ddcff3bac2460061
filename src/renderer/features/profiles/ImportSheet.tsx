import { useState } from 'react';
import type { ImportReview, ProfileChanges } from '../../../shared/model/profile-review.ts';
import { text } from '../../../shared/text/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { Warning } from '../../ui/Warning.tsx';
import styles from './ImportSheet.module.css';
import { useAnswer } from './use-answer.ts';

const words = text.ui.profiles;
/** Labels beyond these are counted: a profile can have 200. */
const MOST_LABELS = 8;

/** What the sheet is called and says, by where the file comes from and what it does. */
function wordsOf({ source, name, changes, pinned }: ImportReview) {
  if (source.kind === 'managed')
    return { title: words.managedTitle(name), says: words.managedText, deed: words.open, keep: words.later };
  if (source.kind === 'update') {
    const says = pinned ? words.signedUpdateText(source.host) : words.updateText(source.host);
    return { title: words.updateTitle(name), says, deed: words.update, keep: words.keep };
  }
  if (changes) {
    const says = pinned ? null : words.replaceText;
    return { title: words.replaceTitle(name), says, deed: words.replace, keep: words.keep };
  }
  return { title: words.importTitle(name), says: null, deed: words.import, keep: words.cancel };
}

/** Asks before a profile comes in that has something to be looked at first, and for the passphrase of its secrets. */
export function ImportSheet({ review }: { readonly review: ImportReview }) {
  const { busy, wrong, accept, decline } = useAnswer(review.id);
  const [passphrase, setPassphrase] = useState('');
  const { title, says, deed, keep } = wordsOf(review);
  const reason = busy ? words.importing : review.asksPassphrase && passphrase === '' ? words.passphraseHint : null;
  const submit = () => {
    if (reason === null) void accept(review.asksPassphrase ? passphrase : null);
  };
  return (
    <Sheet
      wide
      title={title}
      onClose={decline}
      onSubmit={submit}
      actions={
        <>
          <Button autoFocus={!review.asksPassphrase} onClick={decline}>
            {keep}
          </Button>
          <Button look="primary" submit reason={reason}>
            {busy ? words.importing : deed}
          </Button>
        </>
      }
    >
      {says === null ? null : <p>{says}</p>}
      <Facts review={review} />
      {review.changes ? <Changes changes={review.changes} /> : null}
      {review.warnings.map((warning) => (
        <Warning key={warning}>{words.warnings[warning]}</Warning>
      ))}
      {review.endsSignIn ? <Warning>{words.endsSignIn}</Warning> : null}
      {review.asksPassphrase ? (
        <TextField
          type="password"
          autoFocus
          label={words.passphrase}
          hint={words.passphraseHint}
          error={wrong?.message ?? null}
          value={passphrase}
          onChange={setPassphrase}
        />
      ) : null}
    </Sheet>
  );
}

function Facts({ review }: { readonly review: ImportReview }) {
  const { source } = review;
  return (
    <dl className={styles['facts']}>
      <dt>{words.publisher}</dt>
      <dd>{review.publisher ?? words.notNamed}</dd>
      <dt>{words.signedBy}</dt>
      <dd>
        <Signer review={review} />
      </dd>
      {'host' in source ? (
        <>
          <dt>{words.from}</dt>
          <dd>{source.host}</dd>
        </>
      ) : null}
      {review.revision === null ? null : (
        <>
          <dt>{words.revision}</dt>
          <dd>{words.revisionNumber(review.revision)}</dd>
        </>
      )}
      <dt>{words.signsIn}</dt>
      <dd className={styles['mono']} data-selectable>
        {review.issuer}
      </dd>
      <dt>{words.storage}</dt>
      <dd className={styles['mono']} data-selectable>
        {review.storage}
      </dd>
      <dt>{words.locations}</dt>
      <dd>{words.describes(review.locationRules)}</dd>
    </dl>
  );
}

function Signer({ review: { signedBy, signedBefore, pinned } }: { readonly review: ImportReview }) {
  if (signedBy === null) return words.notSigned;
  const says =
    signedBefore !== null ? words.otherKey(words.fingerprint(signedBefore)) : pinned ? words.pinnedKey : words.firstKey;
  return (
    <>
      <p className={styles['mono']} data-selectable>
        {words.fingerprint(signedBy)}
      </p>
      <p className={styles['note']}>{says}</p>
    </>
  );
}

function Changes({ changes }: { readonly changes: ProfileChanges }) {
  const lists: readonly [string, readonly string[]][] = [
    [words.added, changes.added],
    [words.removed, changes.removed],
    [words.changed, changes.changed],
    [words.settings, changes.parts.map((part) => words.parts[part])],
  ];
  const shown = lists.filter(([, labels]) => labels.length > 0);
  if (shown.length === 0) return null;
  return (
    <dl className={styles['facts']}>
      {shown.map(([label, labels]) => (
        <div key={label} className={styles['fact']}>
          <dt>{label}</dt>
          <dd>
            {text.ui.common.list(labels.slice(0, MOST_LABELS))}
            {labels.length > MOST_LABELS ? words.andMore(labels.length - MOST_LABELS) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
