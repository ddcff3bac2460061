/** Where the list on screen is scrolled to, for whoever leaves it and comes back. */

export interface ScrollPlace {
  /** The first row on screen. */
  readonly index: number;
  /** How many pixels of it are above the edge. */
  readonly inset: number;
}

interface ListOnScreen {
  anchor(): ScrollPlace;
  showAt(place: ScrollPlace): void;
}

/** The list puts itself here while it is on screen. */
export const listOnScreen: { current: ListOnScreen | null } = { current: null };

export function scrollPlace(): ScrollPlace | null {
  return listOnScreen.current?.anchor() ?? null;
}

export function isScrolled(): boolean {
  const place = scrollPlace();
  return place !== null && (place.index > 0 || place.inset > 0);
}
