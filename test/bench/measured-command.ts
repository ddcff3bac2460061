import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { childrenCpuSeconds, statusBytes } from './process-usage.ts';
import type { Sample } from './row.ts';

const MEMORY_POLL_MS = 20;
/** Says the child's process id and, at its end, its exit code; then stays until it is told, so that what it knows of its child can be read. */
const WRAPPER = '"$@" 4>&- <&- & echo $! >&4; wait $!; echo $? >&4; read -r _ || true';

/**
 * Runs a program to its end and measures it: the time from its start to its exit, its CPU and its peak of memory.
 * Throws with what it printed where it fails.
 */
export async function measureCommand(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Sample & { wall: number; cpu: number; rss: number; output: string }> {
  const start = performance.now();
  const wrapper = spawn('sh', ['-c', WRAPPER, 'sh', command, ...args], {
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['pipe', 'pipe', 'pipe', 'ignore', 'pipe'],
  });
  let output = '';
  for (const stream of [wrapper.stdout, wrapper.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const exited = once(wrapper, 'exit');
  const lines = createInterface({ input: wrapper.stdio[4] as Readable })[Symbol.asyncIterator]();
  const pid = Number((await lines.next()).value);
  let rss = 0;
  const timer = setInterval(() => {
    // It may have ended in the meantime; what was read before is its peak then.
    statusBytes(pid, 'VmHWM').then(
      (bytes) => {
        rss = Math.max(rss, bytes);
      },
      () => clearInterval(timer),
    );
  }, MEMORY_POLL_MS);
  const code = Number((await lines.next()).value);
  const wall = (performance.now() - start) / 1000;
  clearInterval(timer);
  const cpu = await childrenCpuSeconds(wrapper.pid as number);
  wrapper.stdin?.end('\n');
  await exited;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} failed (${code}):\n${output}`);
  return { wall, cpu, rss, output };
}

/** The first line of what a program says of its version. */
export async function versionOf(command: string, args: readonly string[] = ['--version']): Promise<string> {
  const { output } = await measureCommand(command, args, {});
  return output.split('\n')[0]?.trim() ?? '';
}

/** The name of the Linux distribution. */
export async function distribution(): Promise<string> {
  const release = await readFile('/etc/os-release', 'utf8');
  return /^PRETTY_NAME="?([^"\n]*)/m.exec(release)?.[1] ?? 'Linux';
}
