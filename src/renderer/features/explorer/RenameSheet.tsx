import { useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { EntryKind, Selection } from '../../../shared/model/listing.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { report } from '../../state/notices.ts';
import { focusName } from '../../state/row-places.ts';
import { started } from '../../state/transfers.ts';
import { Button } from '../../ui/Button.tsx';
import { splitPath, visibleName } from '../../ui/names.ts';
import { Sheet } from '../../ui/Sheet.tsx';
import { TextField } from '../../ui/TextField.tsx';

interface RenameSheetProps {
  readonly viewId: string;
  readonly selection: Selection;
  readonly entry: { readonly name: string; readonly kind: EntryKind };
  onClose(): void;
}

/** Asks for a new name, beginning with the old one; what is wrong with it is said by whoever refuses it. */
export function RenameSheet({ viewId, selection, entry, onClose }: RenameSheetProps) {
  const words = text.ui.copy;
  const [folder, old] = splitPath(entry.name);
  const [name, setName] = useState(old);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const isIdle = name === '' || name === old || busy;
  const rename = async () => {
    if (isIdle) return;
    setBusy(true);
    setFailure(null);
    try {
      started(await pail.objects.rename(viewId, selection, name));
      onClose();
      // Its row comes when the store has it, and has the place of the old one for whoever goes on by keyboard.
      focusName(`${folder}${name}`, { kind: entry.kind, late: true }).catch(report);
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };
  return (
    <Sheet
      title={words.renameTitle(visibleName(old))}
      onClose={onClose}
      onSubmit={() => void rename()}
      actions={
        <>
          <Button onClick={onClose}>{text.ui.common.cancel}</Button>
          <Button look="primary" submit aria-disabled={isIdle}>
            {words.rename}
          </Button>
        </>
      }
    >
      {entry.kind === 'folder' ? <p>{words.renameFolder}</p> : null}
      <TextField
        autoFocus
        label={words.renameName}
        value={name}
        maxLength={1024}
        error={failure?.message ?? null}
        // The extension mostly stays.
        onFocus={(event) => event.target.setSelectionRange(0, stemLength(old, entry.kind))}
        onChange={(value) => {
          setName(value);
          setFailure(null);
        }}
      />
    </Sheet>
  );
}

function stemLength(name: string, kind: EntryKind): number {
  const dot = name.lastIndexOf('.');
  return kind === 'folder' || dot <= 0 ? name.length : dot;
}
