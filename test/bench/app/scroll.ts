import type { Locator } from 'playwright';

/** How a list is scrolled. */
export interface ScrollOptions {
  /** CSS pixels a frame. */
  readonly step: number;
  readonly frames: number;
}

/**
 * Scrolls an element down from where it is, as a wheel does: a step each frame. Answers the seconds between frames. A list
 * that moves itself takes the wheel; else the step is what the browser would have made of it.
 */
export function scrollFrames(list: Locator, options: ScrollOptions): Promise<number[]> {
  // Runs in the page, which lacks what the compiler puts around functions that have a name: there is none.
  return list.evaluate(async (element, { step, frames }) => {
    const times: number[] = [];
    let last = 0;
    while (times.length < frames) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      if (last > 0) times.push((now - last) / 1000);
      last = now;
      const wheel = new WheelEvent('wheel', { deltaY: step, bubbles: true, cancelable: true });
      if (element.dispatchEvent(wheel)) element.scrollTop += step;
    }
    return times;
  }, options);
}
