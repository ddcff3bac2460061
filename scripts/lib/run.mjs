import { spawn } from 'node:child_process';
import { createWriteStream, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] replaces the inherited environment
 * @property {number} [timeoutMs] the child gets SIGKILL after this long
 * @property {string} [logFile] output is appended to this file
 * @property {boolean} [show] output goes to the terminal and is not collected
 * @property {number} [uid] run as this user (needs root)
 * @property {number} [gid]
 */

/**
 * Runs a command to its end. Never throws: a command that cannot be started has code -1 and the reason as output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} code is -1 where a signal ended the command
 */
export function run(command, args, { timeoutMs, logFile, show = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    const log = logFile === undefined ? undefined : createWriteStream(logFile, { flags: 'a' });
    let output = '';
    let timedOut = false;
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, timeoutMs);
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output += text;
        log?.write(text);
      });
    }
    /** @param {number} code */
    const finish = (code) => {
      clearTimeout(timer);
      const done = () => resolve({ code, output, timedOut });
      if (log === undefined) done();
      else log.end(done);
    };
    child.once('error', (error) => {
      output += error.message;
      finish(-1);
    });
    // 'exit' where the time ran out: a grandchild may hold the pipes open for ever.
    child.once('exit', () => timedOut && finish(-1));
    child.once('close', (code) => finish(code ?? -1));
  });
}

/**
 * The last lines of a program's output, for an error message.
 *
 * @param {string} output
 * @param {number} [lines]
 */
export function tail(output, lines = 20) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}

/** How to start npm: `npm_execpath` is set where npm started this process; on Windows npm is a script that needs a shell. */
export const npm = process.env.npm_execpath?.endsWith('.js')
  ? { command: process.execPath, args: [process.env.npm_execpath] }
  : process.platform === 'win32'
    ? { command: 'cmd.exe', args: ['/d', '/c', 'npm'] }
    : { command: 'npm', args: [] };

/**
 * Whether a module is the program that was started, not one that was imported.
 *
 * @param {ImportMeta} meta the module's import.meta
 */
export function isProgram(meta) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(meta.url);
}
