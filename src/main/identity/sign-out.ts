import { toFailure } from '../../shared/errors.ts';
import type { SignOutOutcome } from '../../shared/model/account.ts';
import type { Session } from './session.ts';

/**
 * Ends a session here, at the issuer and, where `inBrowser`, in the browser. `forget` wipes what is kept of it, once nothing can
 * be added to it. Nothing that the issuer or the browser answers holds that up, and none of it is thrown: it is the outcome.
 */
export async function endSession(
  session: Session,
  inBrowser: boolean,
  { forget, openBrowser }: { forget: () => Promise<void>; openBrowser: (url: URL) => Promise<void> },
): Promise<SignOutOutcome> {
  const address = inBrowser ? session.browserSignOut() : null;
  const revoke = await session.end();
  await forget();
  const told = await revoke().then(
    (service) => ({ service, failure: null }),
    (error: unknown) => ({ service: 'failed' as const, failure: toFailure(error) }),
  );
  // After the revocation: the page would otherwise say that all is ended before it is.
  const browser =
    address === null
      ? 'left'
      : await openBrowser(address).then(
          () => 'opened' as const,
          () => 'failed' as const,
        );
  return { ...told, browser };
}
