import { useEffect, useState } from 'react';
import { focusOn } from './focus-targets.ts';

/** What has the keyboard; of a menu, which is about to go, the button that it belongs to. */
function present(): Element | null {
  const { activeElement } = document;
  const names = activeElement?.closest('[role=menu]')?.getAttribute('aria-labelledby')?.split(' ') ?? [];
  const trigger = names.map((id) => document.getElementById(id)).find((one) => one?.matches('[aria-haspopup]'));
  return trigger ?? activeElement;
}

/**
 * Gives the keyboard back when a sheet closes: to what had it before, or to the file list where that is gone or was nothing. The dialog
 * itself does the first in the next frame; this looks after it, so that the keyboard is never lost.
 */
export function useReturnFocus(): void {
  // While rendering: what is in the sheet takes the focus as soon as it is there.
  const [before] = useState(present);
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
