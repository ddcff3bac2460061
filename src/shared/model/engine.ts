/**
 * Whether there is an engine, the process that does all S3 work. `down`: it died several times in short, and stays so until somebody has
 * it started again.
 */
export type EngineState = 'running' | 'down';
