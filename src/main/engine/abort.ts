import { setMaxListeners } from 'node:events';

/**
 * A controller whose signal many requests share. Node takes more than ten listeners for a leak; here each request in flight
 * has one and takes it away at its end.
 */
export function sharedAbort(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}
