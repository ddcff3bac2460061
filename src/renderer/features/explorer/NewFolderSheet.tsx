import { useEffect, useRef, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { refresh } from '../../state/listing.ts';
import { report } from '../../state/notices.ts';
import { focusName } from '../../state/row-places.ts';
import { Button } from '../../ui/Button.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { TextField } from '../../ui/TextField.tsx';

interface NewFolderSheetProps {
  readonly locationId: string;
  readonly folder: string;
  readonly title: string;
  onClose(): void;
  /** Hears of the folder that was made, after `onClose`. Left out: the view shows it. */
  onCreated?(name: string): void;
}

/** Asks for a name; what is wrong with it is said by whoever refuses it. */
export function NewFolderSheet({ locationId, folder, title, onClose, onCreated = showInView }: NewFolderSheetProps) {
  const words = text.ui.sheets;
  const [name, setName] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const field = useRef<HTMLInputElement>(null);
  // Where it takes the place of another question, that one still holds the focus when `autoFocus` asks for it.
  useEffect(() => field.current?.focus(), []);
  const create = async () => {
    if (name === '' || busy) return;
    setBusy(true);
    setFailure(null);
    try {
      await pail.objects.createFolder(locationId, folder, name);
      onClose();
      onCreated(name);
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };
  return (
    <Sheet
      title={words.newFolderTitle}
      onClose={onClose}
      onSubmit={() => void create()}
      actions={
        <>
          <Button onClick={onClose}>{text.ui.common.cancel}</Button>
          <Button look="primary" submit aria-disabled={name === '' || busy}>
            {words.newFolderCreate}
          </Button>
        </>
      }
    >
      <p>{words.newFolderIn(title)}</p>
      <TextField
        ref={field}
        label={words.newFolderName}
        value={name}
        maxLength={1024}
        error={failure?.message ?? null}
        onChange={(value) => {
          setName(value);
          setFailure(null);
        }}
      />
    </Sheet>
  );
}

function showInView(name: string): void {
  refresh()
    .then(() => focusName(name))
    .catch(report);
}
