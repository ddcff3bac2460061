/**
 * Fixed-height arithmetic of the virtual list. Chromium caps the height of an element at 33,554,428 device pixels, so a
 * list that is taller gets a spacer of that height, and positions are scaled: the *offset* is where the list is scrolled to
 * in its full height, `scrollTop` where the element is.
 *
 * Small movements (wheel, touch, a page) move both by the same pixels, so that the list scrolls as the system scrolls and
 * rows stand still in the spacer. Large ones (dragging the scroll bar) are scaled. So the two drift apart, and are brought
 * together again at rest: see {@link isAdrift}.
 */

export const MAX_DEVICE_PIXELS = 33_554_428;

/** So many pixels at each end are never scaled: both ends are reached, and left, pixel by pixel. */
const EXACT_END = 50_000;

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

/** Where a list is. */
export interface Position {
  readonly offset: number;
  readonly scrollTop: number;
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

/** Maps `value` from 0…`from` to 0…`to`: one to one at both ends, evenly between them. */
function stretch(value: number, from: number, to: number): number {
  const end = Math.min(EXACT_END, from / 4, to / 4);
  if (value <= end) return Math.max(0, value);
  if (value >= from - end) return Math.min(to, to - (from - value));
  return end + ((value - end) * (to - 2 * end)) / (from - 2 * end);
}

export function toOffset(scrollTop: number, scale: Scale, viewport: number): number {
  if (!scale.scaled) return clampOffset(scrollTop, scale, viewport);
  return stretch(scrollTop, scale.height - viewport, maxOffset(scale, viewport));
}

export function toScrollTop(offset: number, scale: Scale, viewport: number): number {
  if (!scale.scaled) return offset;
  return stretch(offset, maxOffset(scale, viewport), scale.height - viewport);
}

/** Where the list is after its element has scrolled to `scrollTop`. */
export function followScroll(at: Position, scrollTop: number, scale: Scale, viewport: number): Position {
  const moved = scrollTop - at.scrollTop;
  const isSmall = scale.scaled && Math.abs(moved) < viewport;
  const offset = isSmall ? clampOffset(at.offset + moved, scale, viewport) : toOffset(scrollTop, scale, viewport);
  return { offset, scrollTop };
}

/** True when `scrollTop` is not what the offset says: the scroll bar is off, and an end may be out of reach. */
export function isAdrift({ offset, scrollTop }: Position, scale: Scale, viewport: number): boolean {
  return Math.abs(toScrollTop(offset, scale, viewport) - scrollTop) >= 1;
}

/** True where the element cannot scroll any further. */
export function isAtEnd(scrollTop: number, { height }: Scale, viewport: number): boolean {
  return scrollTop <= 0 || scrollTop >= height - viewport - 1;
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
