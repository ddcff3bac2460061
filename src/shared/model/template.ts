/**
 * The closed template language of profiles. Grammar:
 *
 *     template  = { text | "${" reference { "|" filter } "}" }
 *     reference = "claim:" name | "item"
 *     filter    = "lower" | "path" | "default:" text | "after:" text | "before:" text | "part:" char ":" number
 *
 * No expressions, no loops, no regular expressions, no code: evaluation takes one pass over the text. A name or a filter's
 * text ends at `|` or `}`; what an inserted value contains is never looked at again.
 */

/** Changes a value; `undefined` is a missing one. */
export type Filter = (value: string | undefined) => string | undefined;

export interface Insertion {
  readonly reference: string;
  readonly filters: readonly Filter[];
  /** An inserted value may bring `/` only where the profile says `|path`. */
  readonly isPath: boolean;
}

export type Part = string | Insertion;

/** Why a text is no template: what the grammar expects in its place. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

const onValue =
  (change: (value: string) => string | undefined): Filter =>
  (value) =>
    value === undefined ? undefined : change(value);

function parseFilter(source: string): Filter {
  const [name = '', ...rest] = source.split(':');
  const argument = rest.join(':');
  switch (name) {
    case 'lower':
      return onValue((value) => value.toLowerCase());
    case 'path':
      return (value) => value;
    case 'default':
      return (value) => value ?? argument;
    case 'after':
      return onValue((value) => (value.startsWith(argument) ? value.slice(argument.length) : undefined));
    case 'before': {
      if (argument === '') throw new TemplateError('a text after before:');
      return onValue((value) => (value.includes(argument) ? value.slice(0, value.indexOf(argument)) : undefined));
    }
    case 'part': {
      const match = /^([^:]):(\d{1,2})$/u.exec(argument);
      if (!match?.[1]) throw new TemplateError('part:<one character>:<number>');
      const [, separator, index] = match;
      return onValue((value) => value.split(separator as string)[Number(index)]);
    }
    default:
      throw new TemplateError('a filter: lower, path, default, after, before, part');
  }
}

function parseInsertion(source: string): Insertion {
  const [reference = '', ...filters] = source.split('|');
  if (reference !== 'item' && !/^claim:.+$/u.test(reference)) throw new TemplateError('${claim:name} or ${item}');
  return {
    reference,
    filters: filters.map((filter) => parseFilter(filter)),
    isPath: filters.includes('path'),
  };
}

/** Parses a template. Throws {@link TemplateError}. */
export function parseTemplate(template: string): Part[] {
  const parts: Part[] = [];
  let rest = template;
  while (rest !== '') {
    const start = rest.indexOf('${');
    if (start < 0) {
      parts.push(rest);
      break;
    }
    if (start > 0) parts.push(rest.slice(0, start));
    const end = rest.indexOf('}', start);
    if (end < 0) throw new TemplateError('a } after ${');
    parts.push(parseInsertion(rest.slice(start + 2, end)));
    rest = rest.slice(end + 1);
  }
  return parts;
}
