/** Types for the TypeScript tests; run.mjs documents the function. */
export function run(
  command: string,
  args: readonly string[],
  options?: { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number; uid?: number; gid?: number },
): Promise<{ code: number; output: string; timedOut: boolean }>;
