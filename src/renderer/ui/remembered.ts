import { useState } from 'react';

/** A number that survives a restart, for sizes of panes. What cannot be kept is forgotten. */
export function useRemembered(
  name: string,
  otherwise: number,
  least: number,
  most: number,
): [number, (value: number) => void] {
  const clamp = (value: number) => Math.min(most, Math.max(least, Math.round(value)));
  const [value, setValue] = useState(() => {
    const kept = Number.parseFloat(read(name) ?? '');
    return Number.isFinite(kept) ? clamp(kept) : otherwise;
  });
  const keep = (next: number) => {
    const clamped = clamp(next);
    setValue(clamped);
    write(name, String(clamped));
  };
  return [value, keep];
}

function read(name: string): string | null {
  try {
    return localStorage.getItem(`pail.${name}`);
  } catch {
    return null;
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(`pail.${name}`, value);
  } catch {
    // Storage may be off or full; the pane then has its usual size next time.
  }
}
