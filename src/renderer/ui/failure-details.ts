import type { Failure } from '../../shared/errors.ts';
import { text } from '../../shared/text/index.ts';

/** One fact of a failure: a label and its value. */
export type Fact = readonly [label: string, value: string];

/** What stands behind "Details": codes and ids for the person who helps. Holds no secret, as no failure does. */
export function failureFacts({ code, detail }: Failure, asked: string | null = null): Fact[] {
  const words = text.ui.failure;
  const facts: readonly (readonly [string, string | number | null | undefined])[] = [
    [words.code, code],
    [words.requestId, detail.requestId],
    [words.httpStatus, detail.httpStatus],
    [words.asked, asked],
    [words.subject, detail.subject],
    [words.reason, detail.reason],
    [words.path, detail.path],
    [words.found, detail.found],
    [words.expected, detail.expected],
  ];
  return facts.flatMap(([label, value]): Fact[] =>
    value === undefined || value === null || value === '' ? [] : [[label, String(value)]],
  );
}

/** The sentence and all facts as lines, for the clipboard. */
export function failureText(failure: Failure, asked: string | null = null): string {
  const lines = failureFacts(failure, asked).map(([label, value]) => text.ui.common.about(label, value));
  return [failure.message, ...lines].join('\n');
}
