import type { Failure } from '../../shared/errors.ts';
import { text } from '../../shared/text/index.ts';
import { Disclosure } from './Disclosure.tsx';
import { Facts } from './Facts.tsx';
import { failureFacts } from './failure-details.ts';

interface FailureDetailsProps {
  readonly failure: Failure;
  readonly asked?: string | null;
}

/** Code, request id and the other side's words, behind a disclosure. */
export function FailureDetails({ failure, asked = null }: FailureDetailsProps) {
  return (
    <Disclosure label={text.ui.common.details}>
      <Facts mono facts={failureFacts(failure, asked)} />
    </Disclosure>
  );
}
