/** Places that commands move the focus to, by name: each is put here by the part that shows it. */
export type FocusTargetName = 'list' | 'filter';

const targets = new Map<FocusTargetName, HTMLElement>();

/** A ref callback that keeps the element while it is on screen. */
export function focusTarget(name: FocusTargetName): (element: HTMLElement | null) => () => void {
  return (element) => {
    if (element) targets.set(name, element);
    return () => {
      if (targets.get(name) === element) targets.delete(name);
    };
  };
}

export function focusOn(name: FocusTargetName): void {
  const element = targets.get(name);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}
