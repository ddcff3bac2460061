import { type FormEvent, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { Button } from '../../ui/Button.tsx';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { TextField } from '../../ui/TextField.tsx';
import styles from './ProfileView.module.css';

/** For browsers that do not hand the last address to Pail. */
export function PasteAddress({ profileId }: { readonly profileId: string }) {
  const words = text.ui.signIn;
  const [address, setAddress] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const use = (event: FormEvent) => {
    event.preventDefault();
    setFailure(null);
    pail.accounts.pasteCallback(profileId, address.trim()).catch((error: unknown) => setFailure(toFailure(error)));
  };
  return (
    <Disclosure label={words.pasteQuestion}>
      <p className={styles['secondary']}>{text.signIn.pageError}</p>
      <form className={styles['paste']} onSubmit={use}>
        <TextField
          mono
          label={words.pasteLabel}
          hint={words.pasteHint}
          value={address}
          error={failure?.message ?? null}
          onChange={setAddress}
        />
        <Button submit reason={address.trim() === '' ? words.pasteHint : null}>
          {words.pasteUse}
        </Button>
      </form>
    </Disclosure>
  );
}
