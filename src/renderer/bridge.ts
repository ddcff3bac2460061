/** The only file that touches `window.pail`: results become values or a thrown {@link PailError}. */
import { API_METHODS, type MethodValue, type PailApi, type PailBridge, type PailEvents } from '../shared/api.ts';
import { PailError, type Result } from '../shared/errors.ts';

declare global {
  interface Window {
    readonly pail: PailBridge;
  }
}

type Unwrapped<F> = {
  readonly [M in keyof F]: F[M] extends (...args: infer A) => unknown
    ? (...args: A) => Promise<MethodValue<F[M]>>
    : never;
};

export type Pail = { readonly [F in keyof PailApi]: Unwrapped<PailApi[F]> };

type AnyCall = (...args: unknown[]) => Promise<Result<unknown>>;

/** `window.pail` is looked up at each call, so that tests can put their own in its place. */
function unwrapped(feature: string, method: string): (...args: unknown[]) => Promise<unknown> {
  return async (...args) => {
    const features = window.pail as unknown as Record<string, Record<string, AnyCall>>;
    const call = features[feature]?.[method];
    if (!call) throw new PailError('internal', { subject: `${feature}.${method}` });
    const result = await call(...args);
    if (!result.ok) throw new PailError(result.error);
    return result.value;
  };
}

/** Every method of the contract; each answers the plain value or throws. */
export const pail = Object.fromEntries(
  Object.entries(API_METHODS).map(([feature, methods]) => [
    feature,
    Object.fromEntries(Object.keys(methods).map((method) => [method, unwrapped(feature, method)])),
  ]),
) as unknown as Pail;

/** Listens to an event of main; answers the way to stop. */
export function onPail<E extends keyof PailEvents>(event: E, listener: (payload: PailEvents[E]) => void): () => void {
  return window.pail.on(event, listener);
}
