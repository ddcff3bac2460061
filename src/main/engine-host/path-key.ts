/**
 * The same text for paths that the system takes for one: macOS names what is dropped with accents apart (NFD), whatever it was made
 * with, and Windows does not heed case. `platform` as in `process.platform`.
 */
export function pathKey(path: string, platform: NodeJS.Platform = process.platform): string {
  const composed = path.normalize('NFC');
  return platform === 'win32' ? composed.toLowerCase() : composed;
}
