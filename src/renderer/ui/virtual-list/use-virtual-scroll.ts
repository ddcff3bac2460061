import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import {
  clampOffset,
  followScroll,
  type Geometry,
  isAdrift,
  isAtEnd,
  offsetShowing,
  type Position,
  scaleOf,
  toScrollTop,
  visibleRows,
} from './scroll-scale.ts';

/** Rows that are rendered beyond each edge, so that fast scrolling finds them painted. */
const OVERSCAN = 10;
/** Where nothing has been laid out yet. */
const GUESSED_HEIGHT = 600;

/** Where a list is, in terms that survive another height of the window. */
export interface ScrollAnchor {
  /** The first row on screen. */
  readonly index: number;
  /** How many pixels of it are above the edge. */
  readonly inset: number;
}

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
  /** What to subtract from an index for a key: rows that all go at once give their elements to those that come. */
  readonly keyBase: number;
  show(index: number): void;
  anchor(): ScrollAnchor;
  showAt(anchor: ScrollAnchor): void;
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

/** What rendering depends on. Scrolling within a row changes none of it. */
interface Shown {
  readonly first: number;
  readonly last: number;
  /** `scrollTop` less the offset, in whole device pixels; 0 where nothing is scaled. */
  readonly shift: number;
  readonly keyBase: number;
}

const START: Position = { offset: 0, scrollTop: 0 };

function next(old: Shown, at: Position, geometry: Geometry): Shown {
  const [first, last] = visibleRows(at.offset, geometry);
  const shift = at.scrollTop - at.offset;
  if (first === old.first && last === old.last && shift === old.shift) return old;
  const isJump = first - OVERSCAN > old.last + OVERSCAN || last + OVERSCAN < old.first - OVERSCAN;
  return { first, last, shift, keyBase: isJump ? old.keyBase + first - old.first : old.keyBase };
}

/** Which rows of a list of fixed-height rows are to be rendered, and where. */
export function useVirtualScroll(options: VirtualScrollOptions): VirtualScroll {
  const { scroller, count, rowHeight, headerHeight, listKey } = options;
  const [box, setBox] = useState({ viewport: GUESSED_HEIGHT, devicePixelRatio: 1 });
  const geometry: Geometry = { count, rowHeight, ...box };
  const { viewport } = box;
  const scale = scaleOf(geometry);
  const latest = useRef({ geometry, scale });
  latest.current = { geometry, scale };
  /** Where the list is now: what is rendered may lag behind it. */
  const at = useRef(START);
  const scrolling = useRef(false);
  const [shown, setShown] = useState<Shown>(() => next({ first: 0, last: -1, shift: 0, keyBase: 0 }, START, geometry));

  const moveTo = useCallback(
    (wanted: number) => {
      const element = scroller.current;
      if (!element) return;
      const now = latest.current;
      const { viewport: height, devicePixelRatio: ratio } = now.geometry;
      const offset = clampOffset(wanted, now.scale, height);
      element.scrollTop = toScrollTop(offset, now.scale, height);
      const { scrollTop } = element;
      // Rows stand on whole device pixels of the spacer; what the element was rounded to does not move them.
      const shift = now.scale.scaled ? Math.round((scrollTop - offset) * ratio) / ratio : 0;
      at.current = { offset: now.scale.scaled ? scrollTop - shift : offset, scrollTop };
      setShown((old) => next(old, at.current, latest.current.geometry));
    },
    [scroller],
  );

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => {
      const measured = {
        viewport: Math.max(rowHeight, (element.clientHeight || GUESSED_HEIGHT) - headerHeight),
        devicePixelRatio: window.devicePixelRatio || 1,
      };
      setBox((old) =>
        old.viewport === measured.viewport && old.devicePixelRatio === measured.devicePixelRatio ? old : measured,
      );
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
      const { scrollTop } = element;
      // Told of what we set ourselves: nothing new.
      if (Math.abs(scrollTop - at.current.scrollTop) < 0.01) return;
      scrolling.current = true;
      const now = latest.current;
      const { viewport: height } = now.geometry;
      at.current = followScroll(at.current, scrollTop, now.scale, height);
      // In this frame, before it is painted: a later render would show a frame without its rows.
      flushSync(() => setShown((old) => next(old, at.current, now.geometry)));
      if (isAtEnd(scrollTop, now.scale, height) && isAdrift(at.current, now.scale, height)) moveTo(at.current.offset);
    };
    const onEnd = () => {
      scrolling.current = false;
      const now = latest.current;
      if (isAdrift(at.current, now.scale, now.geometry.viewport)) moveTo(at.current.offset);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    element.addEventListener('scrollend', onEnd, { passive: true });
    return () => {
      element.removeEventListener('scroll', onScroll);
      element.removeEventListener('scrollend', onEnd);
    };
  }, [scroller, moveTo]);

  // A list that grows or that is scaled anew keeps the rows that are on screen. Not set right in the middle of a scroll, which
  // that would end: it is at the end of the scroll.
  const { height, total, scaled } = scale;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it reads is the latest; these are the occasions
  useLayoutEffect(() => {
    const { offset, scrollTop } = at.current;
    const isOff = scaled ? !scrolling.current : offset !== scrollTop;
    if (isOff || offset > total - viewport) moveTo(offset);
    else setShown((old) => next(old, at.current, latest.current.geometry));
  }, [height, total, scaled, viewport]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the occasion is another list
  useLayoutEffect(() => {
    scrolling.current = false;
    moveTo(0);
  }, [listKey]);

  const show = useCallback(
    (index: number) => {
      const { offset } = at.current;
      const wanted = offsetShowing(index, offset, latest.current.geometry);
      if (wanted !== offset) moveTo(wanted);
    },
    [moveTo],
  );
  const anchor = useCallback((): ScrollAnchor => {
    const index = Math.floor(at.current.offset / rowHeight);
    return { index, inset: at.current.offset - index * rowHeight };
  }, [rowHeight]);
  const showAt = useCallback(
    (to: ScrollAnchor) => moveTo(to.index * rowHeight + Math.min(to.inset, rowHeight)),
    [moveTo, rowHeight],
  );

  // A list that has become shorter since the last scroll shows what there is, until its place is set right.
  const visibleFirst = Math.max(0, Math.min(shown.first, count - 1));
  const visibleLast = Math.min(shown.last, count - 1);
  const first = Math.max(0, visibleFirst - OVERSCAN);
  const last = Math.min(count - 1, visibleLast + OVERSCAN);
  return {
    first,
    last,
    visible: [visibleFirst, visibleLast],
    top: first * rowHeight + (scaled ? shown.shift : 0),
    height,
    page: Math.floor(viewport / rowHeight),
    keyBase: shown.keyBase,
    show,
    anchor,
    showAt,
  };
}
