import { type FormEvent, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { ProfileSecretName, ProfileSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import styles from './ProfileView.module.css';

function secretLabel(name: ProfileSecretName): string {
  const words = text.ui.signIn;
  if (name === 'clientSecret') return words.clientSecret;
  if (name === 'encryptionKey') return words.encryptionKey;
  const [kind, source = ''] = name.split(':');
  return kind === 'sessionToken' ? words.sessionToken(source) : words.secretKey(source);
}

/** Asks for the secrets that could not be kept. They go to main and stay nowhere in the window. */
export function MissingSecrets({ profile }: { readonly profile: ProfileSummary }) {
  const words = text.ui.signIn;
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const complete = profile.missingSecrets.every((name) => values[name]);
  const provide = async () => {
    setFailure(null);
    try {
      for (const name of profile.missingSecrets) {
        await pail.profiles.provideSecret(profile.id, name, values[name] ?? '');
      }
      setValues({});
    } catch (error) {
      setFailure(toFailure(error));
    }
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (complete) void provide();
  };
  return (
    <form className={styles['panel']} onSubmit={onSubmit}>
      <h2 className={styles['title']}>{words.secretsTitle}</h2>
      <p className={styles['secondary']}>{words.secretsText}</p>
      {profile.missingSecrets.map((name, index) => (
        <TextField
          key={name}
          type="password"
          autoFocus={index === 0}
          label={secretLabel(name)}
          value={values[name] ?? ''}
          onChange={(value) => setValues({ ...values, [name]: value })}
        />
      ))}
      {failure ? <p role="alert">{failure.message}</p> : null}
      <div className={styles['actions']}>
        <Button look="primary" submit reason={complete ? null : words.secretsTitle}>
          {words.provide}
        </Button>
      </div>
    </form>
  );
}
