import { toFailure } from '../../shared/errors.ts';
import { pail } from '../bridge.ts';
import { report } from './notices.ts';
import { profileOf, useSession } from './session.ts';

/** Main's events may come a little after its answer. */
const EVENT_MS = 250;

/** Starts a sign-in. A failure that the profile's own state tells is not told twice. */
export async function startSignIn(profileId: string): Promise<void> {
  try {
    await pail.accounts.signIn(profileId);
  } catch (error) {
    await new Promise((resolve) => setTimeout(resolve, EVENT_MS));
    const signIn = profileOf(useSession.getState(), profileId)?.signIn;
    if (signIn?.phase !== 'failed' || signIn.failure.code !== toFailure(error).code) report(error);
  }
}
