import type { CommandIo } from '../command.ts';

/** A terminal that remembers what was said, and answers each question with the next of `secrets`. */
export interface RecordingIo extends CommandIo {
  readonly outLines: string[];
  readonly errLines: string[];
}

export function recordingIo(workingDirectory: string, secrets: readonly string[] = []): RecordingIo {
  const outLines: string[] = [];
  const errLines: string[] = [];
  const left = [...secrets];
  return {
    outLines,
    errLines,
    workingDirectory,
    out: (line) => void outLines.push(line),
    err: (line) => void errLines.push(line),
    askSecret: () => {
      const secret = left.shift();
      return secret === undefined ? Promise.reject(new Error('nothing to answer')) : Promise.resolve(secret);
    },
  };
}
