/** What a process has used, as Linux tells it. */
import { readFile, writeFile } from 'node:fs/promises';

/** The unit of CPU times in /proc; the same on every Linux that Pail runs on. */
const TICKS_PER_SECOND = 100;

/** What a process used between two moments. */
export interface Usage {
  /** CPU seconds of all its threads, user and system. */
  readonly cpu: number;
  /** Most bytes that it held, those from before the first moment included. */
  readonly rss: number;
}

/** Begins to measure a process; the answer tells what it used until then. */
export async function meter(pid: number): Promise<() => Promise<Usage>> {
  // 5 resets the peak to what is held now; only the owner of the process and root may.
  await writeFile(`/proc/${pid}/clear_refs`, '5').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EACCES' && error.code !== 'EPERM') throw error;
  });
  const before = await cpuSeconds(pid);
  return async () => ({ cpu: (await cpuSeconds(pid)) - before, rss: await statusBytes(pid, 'VmHWM') });
}

/** CPU seconds of a process since its start, its ended threads included. */
export async function cpuSeconds(pid: number): Promise<number> {
  const { user, system } = await cpuTicks(pid);
  return (user + system) / TICKS_PER_SECOND;
}

/** CPU seconds of the children that a process has waited for. */
export async function childrenCpuSeconds(pid: number): Promise<number> {
  const { childrenUser, childrenSystem } = await cpuTicks(pid);
  return (childrenUser + childrenSystem) / TICKS_PER_SECOND;
}

async function cpuTicks(pid: number) {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The program's name may hold anything; what is counted begins behind its last parenthesis, with field 3.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return { user: field(14), system: field(15), childrenUser: field(16), childrenSystem: field(17) };
}

/** A field of /proc/<pid>/status that is a size. */
export async function statusBytes(pid: number, field: 'VmHWM' | 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const kibibytes = new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`/proc/${pid}/status has no ${field}`);
  return Number(kibibytes) * 1024;
}
