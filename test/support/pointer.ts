/** A real pointer on a test's display, for what no event made in a page can do: the system's own drags. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ElectronApplication, Locator } from 'playwright';
import type { Environment } from './run-as.ts';

const run = promisify(execFile);

/** A point on the display, in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export class Pointer {
  readonly #env: Environment;
  #at: Point = { x: 0, y: 0 };

  /** `env` names the display. */
  constructor(env: Environment) {
    this.#env = env;
  }

  /** Goes there in steps, as a hand does: a drag begins and goes on by the ways between. */
  async moveTo(to: Point, steps = 10): Promise<void> {
    const from = this.#at;
    for (let step = 1; step <= steps; step += 1) {
      const at = (a: number, b: number): string => String(Math.round(a + ((b - a) * step) / steps));
      await this.#do(['mousemove', at(from.x, to.x), at(from.y, to.y), 'sleep', '0.03']);
    }
    this.#at = to;
  }

  press(): Promise<void> {
    return this.#do(['mousedown', '1']);
  }

  release(): Promise<void> {
    return this.#do(['mouseup', '1']);
  }

  async #do(args: readonly string[]): Promise<void> {
    await run('xdotool', args, { env: this.#env });
  }
}

/** The middle of an element on the display. */
export async function onDisplay(electronApp: ElectronApplication, element: Locator): Promise<Point> {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${element} is not visible.`);
  const window = await electronApp.browserWindow(element.page());
  const bounds = await window.evaluate((browserWindow) => browserWindow.getContentBounds());
  return { x: Math.round(bounds.x + box.x + box.width / 2), y: Math.round(bounds.y + box.y + box.height / 2) };
}
