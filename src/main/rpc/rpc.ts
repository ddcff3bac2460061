/**
 * Calls and events between two of our own processes (main and its engine), over anything that passes messages.
 * Failures cross as data and are rebuilt on the other side. Both sides are ours: this checks shapes, not intentions.
 */
import { type Failure, PailError, toFailure } from '../../shared/errors.ts';

/** What a channel must offer: Electron's `parentPort` and `UtilityProcess`, or Node's `MessagePort`, with a small wrap. */
export interface RpcPort {
  /** Sends a structured-cloneable value. Messages arrive whole and in order. */
  postMessage(message: unknown): void;
  /** Registers the one receiver of messages. */
  onMessage(listener: (message: unknown) => void): void;
}

// biome-ignore lint/suspicious/noExplicitAny: the widest function type is what "some method" means
type AnyMethod = (...args: any[]) => any;
type MethodArguments<M> = M extends (...args: infer A) => unknown ? A : never;
type MethodAnswer<M> = M extends (...args: never[]) => infer R ? Awaited<R> : never;

/** What one side implements: each method answers its value, or a promise of it, or throws. */
export type RpcHandlers<Methods> = {
  [M in keyof Methods]: Methods[M] extends AnyMethod
    ? (...args: MethodArguments<Methods[M]>) => MethodAnswer<Methods[M]> | Promise<MethodAnswer<Methods[M]>>
    : never;
};

/** One end of a channel. `Remote` are the methods of the other side; events go both ways. */
export interface Rpc<Remote, SentEvents, ReceivedEvents> {
  /** Asks the other side. Rejects with a PailError: the other side's failure, or `engine-stopped` when closed. */
  call<M extends keyof Remote & string>(
    method: M,
    ...args: MethodArguments<Remote[M]>
  ): Promise<MethodAnswer<Remote[M]>>;
  /** Tells the other side; nobody answers. Does nothing once closed. */
  emit<E extends keyof SentEvents & string>(event: E, payload: SentEvents[E]): void;
  /** Hears an event of the other side; answers the way to stop. */
  on<E extends keyof ReceivedEvents & string>(event: E, listener: (payload: ReceivedEvents[E]) => void): () => void;
  /** Ends this end: rejects all pending calls with `engine-stopped` and ignores what still arrives. */
  close(reason: string): void;
}

type Message =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly args: readonly unknown[] }
  | { readonly type: 'value'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly failure: Failure }
  | { readonly type: 'event'; readonly event: string; readonly payload: unknown };

interface Pending {
  resolve(value: unknown): void;
  reject(error: PailError): void;
}

/**
 * Opens this side's end of a channel. `handlers` must be a plain object that has the methods of `Local` as its own
 * properties: nothing inherited can be called from the other side.
 */
export function createRpc<Local, Remote, SentEvents, ReceivedEvents>(
  port: RpcPort,
  handlers: RpcHandlers<Local>,
): Rpc<Remote, SentEvents, ReceivedEvents> {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  let lastId = 0;
  let closedBecause: string | null = null;

  const send = (message: Message): void => port.postMessage(message);
  const stopped = (reason: string): PailError => new PailError('engine-stopped', { reason });

  function sendAnswer(message: Message, id: number): void {
    if (closedBecause !== null) return;
    try {
      send(message);
    } catch (error) {
      // The value could not be cloned; its failure can.
      send({ type: 'failure', id, failure: toFailure(error) });
    }
  }

  async function answer(id: number, method: string, args: readonly unknown[]): Promise<void> {
    try {
      if (!Object.hasOwn(handlers as object, method)) throw new Error(`no method ${method}`);
      const handler = (handlers as Record<string, AnyMethod>)[method] as AnyMethod;
      sendAnswer({ type: 'value', id, value: await handler(...args) }, id);
    } catch (error) {
      sendAnswer({ type: 'failure', id, failure: toFailure(error) }, id);
    }
  }

  function settle(id: number, finish: (call: Pending) => void): void {
    const call = pending.get(id);
    pending.delete(id);
    if (call) finish(call);
  }

  port.onMessage((data) => {
    if (closedBecause !== null) return;
    const message = data as Message;
    switch (message.type) {
      case 'call':
        void answer(message.id, message.method, message.args);
        break;
      case 'value':
        settle(message.id, (call) => call.resolve(message.value));
        break;
      case 'failure':
        settle(message.id, (call) => call.reject(new PailError(message.failure)));
        break;
      case 'event':
        for (const listener of [...(listeners.get(message.event) ?? [])]) listener(message.payload as never);
        break;
      default:
        throw new Error('a message of an unknown type arrived over the RPC');
    }
  });

  return {
    call: (method, ...args) =>
      new Promise((resolve, reject) => {
        if (closedBecause !== null) {
          reject(stopped(closedBecause));
          return;
        }
        lastId += 1;
        pending.set(lastId, { resolve: resolve as (value: unknown) => void, reject });
        try {
          send({ type: 'call', id: lastId, method, args });
        } catch (error) {
          pending.delete(lastId);
          reject(new PailError(toFailure(error), undefined, { cause: error }));
        }
      }),
    emit: (event, payload) => {
      if (closedBecause === null) send({ type: 'event', event, payload });
    },
    on: (event, listener) => {
      const known = listeners.get(event) ?? new Set();
      listeners.set(event, known.add(listener));
      return () => known.delete(listener);
    },
    close: (reason) => {
      if (closedBecause !== null) return;
      closedBecause = reason;
      const error = stopped(reason);
      for (const call of pending.values()) call.reject(error);
      pending.clear();
      listeners.clear();
    },
  };
}
