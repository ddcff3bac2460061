/**
 * What stands behind `pail profile` in the arguments of the app; null where something else was asked for. Only the bare word is the command:
 * a file of that name comes with a folder, or with its ending.
 */
export function profileArguments(argv: readonly string[], isPackaged: boolean): string[] | null {
  const words = argv.slice(1);
  // Switches for Chromium come first, and then, where the app is not packaged, the folder of the app.
  while (words[0]?.startsWith('-')) words.shift();
  if (!isPackaged) words.shift();
  return words[0] === 'profile' ? words.slice(1) : null;
}
