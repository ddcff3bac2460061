import { useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { BucketListSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { TextField } from '../../ui/TextField.tsx';

interface NewBucketSheetProps {
  readonly list: BucketListSummary;
  onClose(): void;
}

/** Asks for a name; what is wrong with it the store says. */
export function NewBucketSheet({ list, onClose }: NewBucketSheetProps) {
  const words = text.ui.buckets;
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const create = async () => {
    if (name === '' || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await pail.buckets.create(list.id, name);
      onClose();
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };
  return (
    <Sheet
      title={words.createTitle}
      onClose={onClose}
      onSubmit={() => void create()}
      actions={
        <>
          <Button onClick={onClose}>{text.ui.common.cancel}</Button>
          <Button look="primary" submit aria-disabled={name === '' || busy}>
            {words.createDeed}
          </Button>
        </>
      }
    >
      <p>{words.createIn(list.label)}</p>
      <TextField
        autoFocus
        label={words.createName}
        hint={words.createHint}
        value={name}
        maxLength={255}
        error={failure?.message ?? null}
        onChange={(value) => {
          setName(value);
          setFailure(null);
        }}
      />
    </Sheet>
  );
}
