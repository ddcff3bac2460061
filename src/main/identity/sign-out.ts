import { toFailure } from '../../shared/errors.ts';
import type { SignOutOutcome } from '../../shared/model/account.ts';
import type { Session } from './session.ts';

/**
 * Ends a session here, at the issuer and, where `inBrowser`, in the browser. `forget` wipes what is kept of it. Nothing that the issuer
 * or the browser answers holds that up, and none of it is thrown: it is the outcome. Rejects where `forget` does, when all else is done.
 */
export async function endSession(
  session: Session,
  inBrowser: boolean,
  { forget, openBrowser }: { forget: () => Promise<void>; openBrowser: (url: URL) => Promise<void> },
): Promise<SignOutOutcome> {
  const address = inBrowser ? session.browserSignOut() : null;
  // A session that is ending keeps nothing any more, also not what a refresh under way brings: nobody has to wait for that.
  const ending = session.end();
  const notForgotten = await forget().then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const revoke = await ending;
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
  if (notForgotten) throw notForgotten.error;
  return { ...told, browser };
}
