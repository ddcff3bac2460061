// Runs the engine whose entry is the first argument, and keeps a CPU profile until the bench asks for it.
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';

// What is left are the engine's own arguments.
const [entry = '', folder = '.'] = process.argv.splice(2, 2);

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.setSamplingInterval', { interval: 500 });
session.post('Profiler.start');
await import(pathToFileURL(entry).href);
// Not before the engine listens: what comes earlier waits for the first listener only.
process.parentPort.on('message', ({ data }) => {
  if (data.event !== 'bench.profile') return;
  session.post('Profiler.stop', (_error, result) => {
    if (result) writeFileSync(`${folder}/engine-${process.pid}.cpuprofile`, JSON.stringify(result.profile));
    process.exit(0);
  });
});
