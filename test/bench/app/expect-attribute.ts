import { setTimeout as delay } from 'node:timers/promises';
import type { Locator } from 'playwright';

/** Waits until an element has this attribute. */
export async function expectAttribute(element: Locator, name: string, value: string, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs;
  for (;;) {
    const present = await element.getAttribute(name);
    if (present === value) return;
    if (performance.now() > deadline) throw new Error(`${name} is ${present}, not ${value}`);
    await delay(200);
  }
}
