import { useEffect, useState } from 'react';

/** How long a state may last before it needs words. */
export const PATIENCE_MS = 150;

/** Turns true when `on` has been true for a while, so that short waits show nothing. */
export function useDelayed(on: boolean, milliseconds: number = PATIENCE_MS): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!on) return;
    const timer = setTimeout(() => setLate(true), milliseconds);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [on, milliseconds]);
  return on && late;
}
