import type { AccessKeys } from '../../support/rgw.ts';

/** What a lister is asked. */
export interface ListQuestion {
  readonly endpoint: string;
  readonly keys: AccessKeys;
  readonly bucket: string;
  readonly prefix: string;
  /** Pages before the measured ones, in which the compilers do their work; from the start again where they end before. */
  readonly warmUp: number;
  /** Pages that are measured, from the start again where they end before; `null` for all that there are. */
  readonly pages: number | null;
}

/** What it took, for all measured pages together. */
export interface ListAnswer {
  readonly pages: number;
  readonly entries: number;
  /** Seconds. */
  readonly wall: number;
  readonly cpu: number;
  /** CPU seconds of the first pages of the warm-up, {@link FIRST_PAGES} of them; 0 without a warm-up. */
  readonly firstCpu: number;
  /** Bytes: the most that the process ever held. */
  readonly rss: number;
}

/** What a process that has just started lists before anything in it is compiled. */
export const FIRST_PAGES = 5;

/** One page: how many entries it had, and where to go on. */
export type NextPage = (token: string | null) => Promise<{ readonly entries: number; readonly next: string | null }>;

/** Lists page after page and measures this process. */
export async function measurePages({ warmUp, pages }: ListQuestion, page: NextPage): Promise<ListAnswer> {
  let token: string | null = null;
  let firstCpu = 0;
  const started = process.cpuUsage();
  for (let done = 1; done <= warmUp; done += 1) {
    token = (await page(token)).next;
    if (done === FIRST_PAGES) firstCpu = cpuSince(started);
  }
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  let [done, entries] = [0, 0];
  do {
    const { entries: found, next } = await page(token);
    done += 1;
    entries += found;
    token = next;
  } while (pages === null ? token !== null : done < pages);
  const wall = (performance.now() - start) / 1000;
  const rss = process.resourceUsage().maxRSS * 1024;
  return { pages: done, entries, wall, cpu: cpuSince(cpuBefore), firstCpu, rss };
}

function cpuSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}
