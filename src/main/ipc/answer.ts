/** How one call of the renderer is judged and answered: sender → schema → handler → Result. */
import type { WebContents, WebFrameMain } from 'electron';
import { API_METHODS, type Handlers, type PailApi } from '../../shared/api.ts';
import { failure, ok, type Result, toFailure } from '../../shared/errors.ts';
import { SCHEMAS } from '../../shared/schemas.ts';

export type AllHandlers = { [F in keyof PailApi]: Handlers<PailApi[F]> };

interface Sender {
  readonly senderFrame: Pick<WebFrameMain, 'url' | 'parent'> | null;
  readonly sender: WebContents;
}

/** True for the top frame of our own window, showing our own page. */
export function isTrusted(event: Sender, isOurWindow: (contents: WebContents) => boolean): boolean {
  const frame = event.senderFrame;
  if (!frame || frame.parent !== null || !isOurWindow(event.sender)) return false;
  const url = URL.canParse(frame.url) ? new URL(frame.url) : null;
  return url?.protocol === 'app:' && url.host === 'bundle';
}

type LooseHandler = (...args: unknown[]) => unknown;
type LooseSchema = (typeof SCHEMAS)['app']['info'];

/** The schema and the handler of a method; `null` for names that the contract does not have. */
function find(handlers: AllHandlers, feature: unknown, method: unknown): [LooseSchema, LooseHandler] | null {
  if (typeof feature !== 'string' || typeof method !== 'string') return null;
  if (!Object.hasOwn(API_METHODS, feature)) return null;
  const name = feature as keyof PailApi;
  if (!Object.hasOwn(API_METHODS[name], method)) return null;
  const schema = (SCHEMAS[name] as Record<string, unknown>)[method];
  const handler = (handlers[name] as Record<string, unknown>)[method];
  return [schema as LooseSchema, handler as LooseHandler];
}

/** What the schema says. A value that it fails over, such as bytes where it would freeze a list, is none that fits. */
function judged(schema: LooseSchema, args: unknown): ReturnType<LooseSchema['safeParse']> {
  try {
    return schema.safeParse(args);
  } catch {
    return schema.safeParse(undefined);
  }
}

/** Answers one call; never throws, never answers `undefined`. */
export async function answer(
  handlers: AllHandlers,
  feature: unknown,
  method: unknown,
  args: unknown,
): Promise<Result<unknown>> {
  try {
    const found = find(handlers, feature, method);
    if (!found) return { ok: false, error: failure('invalid-argument', { reason: 'unknown method' }) };
    const [schema, handler] = found;
    const parsed = judged(schema, args);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const reason = `${String(feature)}.${String(method)}: argument ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
      return { ok: false, error: failure('invalid-argument', { reason: reason.slice(0, 300) }) };
    }
    return ok(await handler(...(parsed.data as unknown as unknown[])));
  } catch (error) {
    return { ok: false, error: toFailure(error) };
  }
}
