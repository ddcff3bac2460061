/** `window.pail`, derived from the contract. No logic: calls go to main, events come back as data. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { API_EVENTS, API_METHODS, CALL_CHANNEL, EVENT_CHANNEL } from '../shared/api.ts';

type Listener = (payload: unknown) => void;

const listeners = new Map<string, Set<Listener>>(Object.keys(API_EVENTS).map((name) => [name, new Set()]));

ipcRenderer.on(EVENT_CHANNEL, (_event, name: string, payload: unknown) => {
  for (const listener of listeners.get(name) ?? []) listener(payload);
});

/**
 * Dropped files become the paths that the OS gave; a file that is on no disk becomes an empty path. Only files that a
 * person really dropped have one: the page cannot name a path itself.
 */
function pathsOf(files: unknown): string[] {
  if (!Array.isArray(files) || !files.every((file) => file instanceof File)) throw new TypeError('Files are expected');
  return files.map((file) => webUtils.getPathForFile(file));
}

function resolved(args: unknown[], shape: true | { readonly files: number }): unknown[] {
  return shape === true ? args : args.map((argument, index) => (index === shape.files ? pathsOf(argument) : argument));
}

const features = Object.entries(API_METHODS).map(([feature, methods]) => [
  feature,
  Object.fromEntries(
    Object.entries(methods).map(([method, shape]) => [
      method,
      async (...args: unknown[]) => ipcRenderer.invoke(CALL_CHANNEL, feature, method, resolved(args, shape)),
    ]),
  ),
]);

contextBridge.exposeInMainWorld('pail', {
  ...Object.fromEntries(features),
  on: (name: string, listener: Listener) => {
    const registered = listeners.get(name);
    if (!registered) throw new Error(`Pail has no event “${name}”`);
    registered.add(listener);
    return () => void registered.delete(listener);
  },
});
