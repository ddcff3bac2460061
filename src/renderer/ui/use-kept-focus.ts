import { type FocusEvent, useLayoutEffect, useRef } from 'react';

/**
 * Keeps the keyboard in its place when the button that has the focus goes away with the state that it was for: `fallback` gets
 * the focus. React tells of no blur for an element that it removes, so the last one that had the focus is known. `throughSheets`: also
 * when a sheet had the focus meanwhile; else what is gone by then leaves it to the list.
 */
export function useKeptFocus<T extends HTMLElement>(fallback: () => T | null | undefined, throughSheets = true) {
  const last = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (last.current === null || last.current.isConnected) return;
    last.current = null;
    if (document.activeElement === document.body) fallback()?.focus({ preventScroll: true });
  });
  return {
    onFocus: (event: FocusEvent) => {
      last.current = event.target;
    },
    onBlur: ({ relatedTarget }: FocusEvent) => {
      // A sheet gives the focus back, unless the button that opened it is gone by then.
      if (!throughSheets || !relatedTarget?.closest('[role=dialog], [role=alertdialog]')) last.current = null;
    },
  };
}
