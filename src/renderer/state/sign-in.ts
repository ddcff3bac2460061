import { toFailure } from '../../shared/errors.ts';
import { pail } from '../bridge.ts';
import { report } from './notices.ts';
import { profileOf, useSession } from './session.ts';

/** Starts a sign-in. A failure that the profile's own state tells is not told twice. */
export async function startSignIn(profileId: string): Promise<void> {
  try {
    await pail.accounts.signIn(profileId);
  } catch (error) {
    const signIn = profileOf(useSession.getState(), profileId)?.signIn;
    if (signIn?.phase !== 'failed' || signIn.failure.code !== toFailure(error).code) report(error);
  }
}
