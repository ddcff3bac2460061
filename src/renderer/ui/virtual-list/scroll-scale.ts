/**
 * Fixed-height arithmetic of the virtual list. Chromium caps the height of an element at 33,554,428 device pixels, so a
 * list that is taller gets a spacer of that height, and positions are scaled: the *offset* is where the list is scrolled to
 * in its full height, `scrollTop` where the element is.
 */

export const MAX_DEVICE_PIXELS = 33_554_428;

export interface Geometry {
  readonly count: number;
  readonly rowHeight: number;
  /** Height of the part that shows rows. */
  readonly viewport: number;
  readonly devicePixelRatio: number;
}

export interface Scale {
  /** Height of all rows. */
  readonly total: number;
  /** Height of the spacer. */
  readonly height: number;
  readonly scaled: boolean;
}

export function scaleOf({ count, rowHeight, viewport, devicePixelRatio }: Geometry): Scale {
  const total = count * rowHeight;
  const cap = Math.floor(MAX_DEVICE_PIXELS / devicePixelRatio) - Math.ceil(viewport);
  return total > cap ? { total, height: cap, scaled: true } : { total, height: total, scaled: false };
}

/** The largest offset: the last row at the lower edge. */
export function maxOffset({ total }: Scale, viewport: number): number {
  return Math.max(0, total - viewport);
}

export function clampOffset(offset: number, scale: Scale, viewport: number): number {
  return Math.min(maxOffset(scale, viewport), Math.max(0, offset));
}

export function toOffset(scrollTop: number, scale: Scale, viewport: number): number {
  if (!scale.scaled) return clampOffset(scrollTop, scale, viewport);
  const range = scale.height - viewport;
  return clampOffset((scrollTop / range) * maxOffset(scale, viewport), scale, viewport);
}

export function toScrollTop(offset: number, scale: Scale, viewport: number): number {
  if (!scale.scaled) return offset;
  return (offset / maxOffset(scale, viewport)) * (scale.height - viewport);
}

/** The first and the last row on screen, both included; `last` is before `first` when there are none. */
export function visibleRows(offset: number, { count, rowHeight, viewport }: Geometry): readonly [number, number] {
  const first = Math.min(Math.max(0, count - 1), Math.floor(offset / rowHeight));
  const last = Math.min(count - 1, Math.ceil((offset + viewport) / rowHeight) - 1);
  return [first, last];
}

/** The offset nearest to `offset` at which the row is wholly on screen. */
export function offsetShowing(index: number, offset: number, { rowHeight, viewport }: Geometry): number {
  const top = index * rowHeight;
  if (top < offset) return top;
  if (top + rowHeight > offset + viewport) return top + rowHeight - viewport;
  return offset;
}
