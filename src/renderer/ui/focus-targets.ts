/** Places that commands move the focus to, by name: each is put here by the part that shows it. */
export type FocusTargetName = 'list' | 'filter' | 'transfers';

interface FocusTarget {
  readonly element: HTMLElement;
  /** The one in it, or itself, that takes the focus. */
  inside(element: HTMLElement): HTMLElement | null;
}

const targets = new Map<FocusTargetName, FocusTarget>();

/** A ref callback that keeps the element while it is on screen. */
export function focusTarget(
  name: FocusTargetName,
  inside: FocusTarget['inside'] = (element) => element,
): (element: HTMLElement | null) => () => void {
  return (element) => {
    if (element) targets.set(name, { element, inside });
    return () => {
      if (targets.get(name)?.element === element) targets.delete(name);
    };
  };
}

/** What takes the focus there; `null` while it is not on screen. */
export function targetElement(name: FocusTargetName): HTMLElement | null {
  const target = targets.get(name);
  return target?.inside(target.element) ?? null;
}

export function focusOn(name: FocusTargetName): void {
  const element = targetElement(name);
  element?.focus();
  if (element instanceof HTMLInputElement && element.type !== 'radio') element.select();
}

export function isFocusIn(name: FocusTargetName): boolean {
  return targets.get(name)?.element.contains(document.activeElement) ?? false;
}
