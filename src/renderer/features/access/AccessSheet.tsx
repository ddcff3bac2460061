import { useEffect, useState } from 'react';
import { type Failure, toFailure } from '../../../shared/errors.ts';
import type { AccountAccess } from '../../../shared/model/access.ts';
import type { AccountSummary } from '../../../shared/model/account.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { didWork } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { FailureLine } from '../../ui/FailureLine.tsx';
import { LateStatus } from '../../ui/LateStatus.tsx';
import sections from '../../ui/Sections.module.css';
import { Sheet } from '../../ui/Sheet.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { IdentitySection } from './IdentitySection.tsx';
import { LocationsSection } from './LocationsSection.tsx';
import { RulesSection } from './RulesSection.tsx';

interface AccessSheetProps {
  readonly account: AccountSummary;
  onClose(): void;
}

/** What an account may see, and why: the answer to most questions that people have for their administrator. */
export function AccessSheet({ account, onClose }: AccessSheetProps) {
  const words = text.ui.access;
  const { access, failure, again } = useAccess(account);
  const [hidden, setHidden] = useState(false);
  const copy = () => didWork(pail.access.copy(account.id, !hidden));
  return (
    <Sheet
      wide="table"
      title={words.title(account.displayName, account.profileName)}
      onClose={onClose}
      actions={
        <>
          {access ? <CopyButton label={words.copy} value={copy} /> : null}
          <Button autoFocus onClick={onClose}>
            {words.done}
          </Button>
        </>
      }
    >
      <div className={sections['sections']}>
        {access ? (
          <Tabs
            label={words.title(account.displayName, account.profileName)}
            mayLeave={() => true}
            tabs={[
              { id: 'locations', label: words.sections.locations, content: <LocationsSection access={access} /> },
              { id: 'rules', label: words.sections.rules, content: <RulesSection access={access} /> },
              {
                id: 'identity',
                label: words.sections.identity,
                content: <IdentitySection access={access} hidden={hidden} onHide={setHidden} />,
              },
            ]}
          />
        ) : failure ? (
          <FailureLine failure={failure} onAgain={again} />
        ) : (
          <LateStatus>{words.loading}</LateStatus>
        )}
      </div>
    </Sheet>
  );
}

/** Read when it opens, and again when the account changes: a new token, another profile. */
function useAccess(account: AccountSummary) {
  const [access, setAccess] = useState<AccountAccess | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is an occasion
  useEffect(() => {
    let isCurrent = true;
    setFailure(null);
    pail.access.read(account.id).then(
      (read) => {
        if (isCurrent) setAccess(read);
      },
      (error: unknown) => {
        if (isCurrent) setFailure(toFailure(error));
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [account, tries]);
  return { access, failure, again: () => setTries((before) => before + 1) };
}
