/** Types for the TypeScript tests; packaging.mjs documents the functions. */
export const UNSUPPORTED_SUFFIX: string;
export function releaseObstacles(options: {
  runtime: { version: string; standIn: boolean };
  manifest: { homepage?: string };
  declared: string;
  built: boolean;
}): string[];
