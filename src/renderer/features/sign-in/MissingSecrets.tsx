import { type FormEvent, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { ProfileSecretName, ProfileSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { startSignIn } from '../../state/sign-in.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { failureText } from '../../ui/failure-details.ts';
import { TextField } from '../../ui/TextField.tsx';
import styles from './ProfileView.module.css';
import { SignInFailure } from './SignInFailure.tsx';

function secretLabel(name: ProfileSecretName): string {
  const words = text.ui.signIn;
  if (name === 'clientSecret') return words.clientSecret;
  if (name === 'encryptionKey') return words.encryptionKey;
  const [kind, source = ''] = name.split(':');
  return kind === 'sessionToken' ? words.sessionToken(source) : words.secretKey(source);
}

/**
 * Asks for the secrets that could not be kept, or that the service refused, which it then says. They go to main and stay nowhere
 * in the window.
 */
export function MissingSecrets({ profile }: { readonly profile: ProfileSummary }) {
  const words = text.ui.signIn;
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const refusal = profile.signIn.phase === 'failed' ? profile.signIn.failure : null;
  const complete = profile.missingSecrets.every((name) => values[name]);
  const provide = async () => {
    setFailure(null);
    try {
      for (const name of profile.missingSecrets) {
        await pail.profiles.provideSecret(profile.id, name, values[name] ?? '');
      }
      setValues({});
      // The refusal on screen is of the secret before: only another sign-in tells what this one is worth.
      if (refusal) await startSignIn(profile.id);
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
      {refusal ? (
        // By itself: what stands beside a failure is aligned with its words, and the form is not.
        <div>
          <SignInFailure failure={refusal} publisher={profile.publisher} />
        </div>
      ) : null}
      <h2 className={styles['title']}>{refusal ? words.secretRefusedTitle : words.secretsTitle}</h2>
      <p className={styles['secondary']}>{refusal ? words.secretRefusedText : words.secretsText}</p>
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
          {refusal ? words.signIn : words.provide}
        </Button>
        {refusal ? <CopyButton value={failureText(refusal)} /> : null}
      </div>
    </form>
  );
}
