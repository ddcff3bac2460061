import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  clampOffset,
  type Geometry,
  offsetShowing,
  scaleOf,
  toOffset,
  toScrollTop,
  visibleRows,
} from './scroll-scale.ts';

/** Rows that are rendered beyond each edge, so that fast scrolling finds them painted. */
const OVERSCAN = 8;
/** Where nothing has been laid out yet. */
const GUESSED_HEIGHT = 600;

interface VirtualScroll {
  /** Rows to render, both included. */
  readonly first: number;
  readonly last: number;
  /** Rows on screen, both included. */
  readonly visible: readonly [number, number];
  /** Where the first rendered row stands in the spacer. */
  readonly top: number;
  readonly height: number;
  /** Whole rows that fit. */
  readonly page: number;
  show(index: number): void;
}

interface VirtualScrollOptions {
  readonly scroller: RefObject<HTMLElement | null>;
  readonly count: number;
  readonly rowHeight: number;
  /** Height of what stands above the rows inside the scroller and stays there. */
  readonly headerHeight: number;
  /** Another list: starts at its top. */
  readonly listKey: string;
}

/** Which rows of a list of fixed-height rows are to be rendered, and where. */
export function useVirtualScroll({
  scroller,
  count,
  rowHeight,
  headerHeight,
  listKey,
}: VirtualScrollOptions): VirtualScroll {
  const [box, setBox] = useState({ viewport: GUESSED_HEIGHT, devicePixelRatio: 1 });
  const [offset, setOffset] = useState(0);
  const [scrollTop, setScrollTop] = useState(0);
  /** The `scrollTop` that we set ourselves: its event says nothing new. */
  const own = useRef(-1);
  const geometry: Geometry = { count, rowHeight, ...box };
  const { viewport } = box;
  const scale = scaleOf(geometry);
  const latest = useRef({ geometry, scale });
  latest.current = { geometry, scale };
  /** The offset as it is now: what is rendered may lag behind it. */
  const at = useRef(0);

  const moveTo = useCallback(
    (wanted: number) => {
      const element = scroller.current;
      if (!element) return;
      const now = latest.current;
      const next = clampOffset(wanted, now.scale, now.geometry.viewport);
      element.scrollTop = toScrollTop(next, now.scale, now.geometry.viewport);
      own.current = element.scrollTop;
      at.current = next;
      setOffset(next);
      setScrollTop(element.scrollTop);
    },
    [scroller],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const next = {
        viewport: Math.max(rowHeight, (element.clientHeight || GUESSED_HEIGHT) - headerHeight),
        devicePixelRatio: window.devicePixelRatio || 1,
      };
      setBox((old) => (old.viewport === next.viewport && old.devicePixelRatio === next.devicePixelRatio ? old : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    // Zooming changes the ratio without changing the box of an element that fills its parent.
    window.addEventListener('resize', measure);
    return () => {
      observer.disconnect();
      window.removeEventListener('resize', measure);
    };
  }, [scroller, rowHeight, headerHeight]);

  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onScroll = () => {
      if (Math.abs(element.scrollTop - own.current) < 1) return;
      own.current = -1;
      const now = latest.current;
      at.current = toOffset(element.scrollTop, now.scale, now.geometry.viewport);
      setOffset(at.current);
      setScrollTop(element.scrollTop);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller]);

  // Scaled, one pixel of the scroll bar is more than one of the list: the wheel moves the list itself, pixel by pixel.
  const { scaled } = scale;
  useEffect(() => {
    const element = scroller.current;
    if (!element || !scaled) return;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.deltaY === 0) return;
      event.preventDefault();
      const unit = [1, rowHeight, latest.current.geometry.viewport][event.deltaMode] ?? 1;
      moveTo(at.current + event.deltaY * unit);
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [scroller, scaled, rowHeight, moveTo]);

  // A list that grows or that is scaled anew keeps the rows that are on screen.
  const { height } = scale;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it reads is the latest; these are the occasions
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element && (scaled || at.current > latest.current.scale.total - viewport)) moveTo(at.current);
  }, [height, scaled, viewport]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the occasion is another list
  useLayoutEffect(() => moveTo(0), [listKey]);

  const show = useCallback(
    (index: number) => {
      const now = latest.current;
      const next = offsetShowing(index, at.current, now.geometry);
      if (next !== at.current) moveTo(next);
    },
    [moveTo],
  );

  const visible = visibleRows(clampOffset(offset, scale, viewport), geometry);
  const first = Math.max(0, visible[0] - OVERSCAN);
  const last = Math.min(count - 1, visible[1] + OVERSCAN);
  // Unscaled, this is just `first * rowHeight`, and does not move while the element scrolls.
  const top = scaled ? scrollTop - offset + first * rowHeight : first * rowHeight;
  return { first, last, visible, top, height, page: Math.floor(viewport / rowHeight), show };
}
