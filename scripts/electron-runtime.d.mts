/** Types for the TypeScript tests; electron-runtime.mjs documents the function. */
export function electronRuntime(options?: {
  quiet?: boolean;
}): Promise<{ executable: string; version: string; standIn: boolean }>;
