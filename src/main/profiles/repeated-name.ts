/** An object or a list that the reader is in. */
interface Level {
  /** The names that were seen; `null` in a list. */
  readonly names: Set<string> | null;
  /** The last name, or the position in a list. */
  at: string | number;
  /** Whether the next text is a name. */
  isNameNext: boolean;
}

/**
 * The place of the first name that an object of a JSON text has twice; `null` where there is none. `JSON.parse` takes the last of them,
 * and whoever reads the file sees the first. The text must be JSON. Looks at each character once, however deep it is.
 */
export function repeatedName(json: string): readonly (string | number)[] | null {
  const levels: Level[] = [];
  for (let position = 0; position < json.length; position += 1) {
    const level = levels.at(-1);
    const character = json[position];
    if (character === '{') levels.push({ names: new Set(), at: '', isNameNext: true });
    else if (character === '[') levels.push({ names: null, at: 0, isNameNext: false });
    else if (character === '}' || character === ']') levels.pop();
    else if (character === ',' && level) next(level);
    else if (character === '"') {
      const start = position;
      position = endOfText(json, start);
      if (level?.names && level.isNameNext) {
        // Two ways to write a name, as with \u0061, are one name.
        const name = String(JSON.parse(json.slice(start, position + 1)));
        level.at = name;
        level.isNameNext = false;
        if (level.names.has(name)) return levels.map(({ at }) => at);
        level.names.add(name);
      }
    }
  }
  return null;
}

function next(level: Level): void {
  if (level.names) level.isNameNext = true;
  else level.at = Number(level.at) + 1;
}

/** Where the quote is that ends the text that begins at `start`. */
function endOfText(json: string, start: number): number {
  let position = start + 1;
  while (position < json.length && json[position] !== '"') position += json[position] === '\\' ? 2 : 1;
  return position;
}
