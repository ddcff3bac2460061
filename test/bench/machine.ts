import { cpus, totalmem } from 'node:os';
import { electronRuntime } from '../../scripts/electron-runtime.mjs';
import { distribution, versionOf } from './measured-command.ts';

/** One sentence about what the result was measured on. */
export async function describeMachine(): Promise<string> {
  const [{ version }, system, rclone, ceph] = await Promise.all([
    electronRuntime({ quiet: true }),
    distribution(),
    versionOf('rclone'),
    versionOf('radosgw'),
  ]);
  const processors = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const machine = `${processors.length} cores (${processors[0]?.model.trim() ?? 'unknown'}), ${memory}, ${system}`;
  const software = `Electron ${version}, Node ${process.versions.node}, ${rclone}, Ceph ${/\d+\.\d+\.\d+/.exec(ceph)?.[0] ?? ''}`;
  return `${new Date().toISOString().slice(0, 10)}; ${machine}; ${software}.`;
}
