import { useState } from 'react';
import type { ProfileSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { notify, report } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmSheet } from '../../ui/ConfirmSheet.tsx';
import { formatMoment } from '../../ui/format.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import styles from './ImportSheet.module.css';
import { ProfileNotes } from './ProfileNotes.tsx';

interface AboutProfileSheetProps {
  readonly profile: ProfileSummary;
  onClose(): void;
}

const words = text.ui.profiles;

/** Where a profile comes from, how it is kept up to date, and the way back to its version before. */
export function AboutProfileSheet({ profile, onClose }: AboutProfileSheetProps) {
  const { facts } = profile;
  const [goingBack, setGoingBack] = useState(false);
  if (goingBack && facts.previous) return <UsePreviousSheet profile={profile} onClose={onClose} />;
  return (
    <Sheet
      wide
      title={profile.name}
      onClose={onClose}
      actions={
        <>
          {facts.previous ? <Button onClick={() => setGoingBack(true)}>{words.usePreviousAsk}</Button> : null}
          {facts.updates ? <CheckButton profile={profile} /> : null}
          <Button autoFocus look="primary" onClick={onClose}>
            {words.done}
          </Button>
        </>
      }
    >
      <Facts profile={profile} />
      <ProfileNotes facts={facts} />
    </Sheet>
  );
}

function Facts({ profile: { facts, publisher, issuer } }: { readonly profile: ProfileSummary }) {
  const { updates } = facts;
  const unsigned = facts.managed ? words.managedNotSigned : words.notSigned;
  const checked = updates?.checkedAt == null ? null : formatMoment(updates.checkedAt);
  return (
    <dl className={styles['facts']}>
      <dt>{words.publisher}</dt>
      <dd>{publisher ?? words.notNamed}</dd>
      <dt>{words.signedBy}</dt>
      <dd className={facts.signedBy === null ? undefined : styles['mono']} data-selectable>
        {facts.signedBy === null ? unsigned : words.fingerprint(facts.signedBy)}
      </dd>
      <dt>{words.signsIn}</dt>
      <dd className={styles['mono']} data-selectable>
        {issuer}
      </dd>
      {facts.revision === null ? null : (
        <>
          <dt>{words.revision}</dt>
          <dd>{words.revisionNumber(facts.revision)}</dd>
        </>
      )}
      <dt>{words.expires}</dt>
      <dd>{facts.expires === null ? words.never : formatMoment(facts.expires)}</dd>
      {facts.managed ? null : (
        <>
          <dt>{words.updates}</dt>
          <dd>{updates ? words.updatesFrom(updates.host, checked) : words.updatesNone}</dd>
        </>
      )}
    </dl>
  );
}

/** Looks for an update now. That there is one, main tells, or asks about. */
function CheckButton({ profile: { id, name } }: { readonly profile: ProfileSummary }) {
  const [busy, setBusy] = useState(false);
  const check = async () => {
    setBusy(true);
    try {
      const outcome = await pail.profiles.checkForUpdate(id);
      if (outcome === 'none') notify({ kind: 'info', message: words.upToDate(name), details: '' });
    } catch (error) {
      report(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button reason={busy ? words.checking : null} onClick={() => void check()}>
      {busy ? words.checking : words.checkNow}
    </Button>
  );
}

function UsePreviousSheet({ profile, onClose }: AboutProfileSheetProps) {
  const { previous, signedBy } = profile.facts;
  const confirm = () => {
    onClose();
    pail.profiles.rollBack(profile.id).catch(report);
  };
  return (
    <ConfirmSheet
      look="primary"
      title={words.usePreviousTitle(profile.name)}
      keep={words.keep}
      confirm={words.usePrevious}
      onClose={onClose}
      onConfirm={confirm}
    >
      <p>{words.usePreviousText(previous?.revision ?? null)}</p>
      {signedBy === null ? <p>{words.usePreviousSignsOut}</p> : null}
    </ConfirmSheet>
  );
}
