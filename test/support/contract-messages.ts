/** What a hostile page may send: arguments for every method of the contract, some as they should be, most of them not. */
import fc from 'fast-check';
import { ARGUMENTS, type Kind } from './contract-methods.ts';
import { type KnownThings, kinds } from './contract-values.ts';
import { hostile, SHARP_NAMES } from './hostile-values.ts';

/** One message as it arrives at the boundary. */
export interface Message {
  readonly feature: unknown;
  readonly method: unknown;
  readonly args: unknown;
}

/** Messages of a hostile page: two of three have the form that their method expects, or nearly. */
export function messages(known: KnownThings): fc.Arbitrary<Message> {
  const of = kinds(known);
  const near = Object.entries(ARGUMENTS).flatMap(([feature, methods]) =>
    Object.entries(methods as Record<string, readonly Kind[]>).map(([method, expected]) => {
      const fitting = fc.tuple(...expected.map((kind) => of[kind]));
      const args = fc.oneof(
        { weight: 6, arbitrary: fitting as fc.Arbitrary<unknown> },
        {
          weight: 2,
          arbitrary: fc.tuple(fitting, fc.nat(), hostile).map(([given, at, value]) => {
            const changed: unknown[] = [...given];
            changed[at % (changed.length + 1)] = value;
            return changed;
          }),
        },
        { weight: 1, arbitrary: hostile },
        { weight: 1, arbitrary: fc.array(hostile, { maxLength: 6 }) },
      );
      return args.map((given): Message => ({ feature, method, args: given }));
    }),
  );
  const name = fc.oneof(fc.constantFrom(...SHARP_NAMES, ...Object.keys(ARGUMENTS), 'list', 'call'), hostile);
  return fc.oneof(
    { weight: 30, arbitrary: fc.oneof(...near) },
    { weight: 1, arbitrary: fc.record({ feature: name, method: name, args: fc.oneof(fc.constant([]), hostile) }) },
  );
}
