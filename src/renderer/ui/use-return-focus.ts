import { useEffect, useState } from 'react';
import { focusOn } from './focus-targets.ts';

/**
 * Gives the keyboard back when a sheet closes: to what had it before, or to the file list where that is gone or was nothing. The dialog
 * itself does the first in the next frame; this looks after it, so that the keyboard is never lost.
 */
export function useReturnFocus(): void {
  // While rendering: what is in the sheet takes the focus as soon as it is there.
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          if (document.activeElement !== document.body) return;
          if (before instanceof HTMLElement && before.isConnected && before !== document.body) before.focus();
          else focusOn('list');
        }),
      );
    },
    [before],
  );
}
