import { useState } from 'react';
import { THEMES } from '../../../shared/model/settings.ts';
import { text } from '../../../shared/text/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { LateStatus } from '../../ui/LateStatus.tsx';
import sections from '../../ui/Sections.module.css';
import { Sheet } from '../../ui/Sheet.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { DiagnosticsSection } from './DiagnosticsSection.tsx';
import { FieldChecks, FieldChecksContext } from './field-checks.ts';
import { NetworkSection } from './NetworkSection.tsx';
import styles from './SettingsSheet.module.css';
import { TransfersSection } from './TransfersSection.tsx';
import { type SettingsInUse, useSettings } from './use-settings.ts';

interface SettingsSheetProps {
  /** The section that it opens with; the first when left out. */
  readonly section?: 'diagnostics' | undefined;
  onClose(): void;
}

/** Everything that a person can set. What is changed holds at once: there is nothing to confirm. */
export function SettingsSheet({ section, onClose }: SettingsSheetProps) {
  const words = text.ui.settings;
  const { inUse, failure } = useSettings();
  const [checks] = useState(() => new FieldChecks());
  const [refused, setRefused] = useState(false);
  const done = () => {
    if (checks.settle()) onClose();
    else setRefused(true);
  };
  // Whoever has seen what is wrong, and presses Escape once more, does without it.
  const dismiss = () => (refused && document.activeElement?.matches('[aria-invalid=true]') ? onClose() : done());
  return (
    <Sheet
      wide
      title={words.title}
      onClose={dismiss}
      actions={
        <>
          <p className={styles['failure']} role="alert">
            {failure?.message}
          </p>
          <Button onClick={done}>{words.done}</Button>
        </>
      }
    >
      <div className={sections['sections']}>
        {inUse ? (
          <FieldChecksContext value={checks}>
            <Tabs
              label={words.title}
              first={section}
              autoFocus
              mayLeave={() => checks.settle()}
              tabs={[
                { id: 'appearance', label: words.sections.appearance, content: <AppearanceSection inUse={inUse} /> },
                { id: 'transfers', label: words.sections.transfers, content: <TransfersSection inUse={inUse} /> },
                { id: 'network', label: words.sections.network, content: <NetworkSection inUse={inUse} /> },
                { id: 'diagnostics', label: words.sections.diagnostics, content: <DiagnosticsSection /> },
              ]}
            />
          </FieldChecksContext>
        ) : failure ? null : (
          <LateStatus>{words.loading}</LateStatus>
        )}
      </div>
    </Sheet>
  );
}

function AppearanceSection({ inUse: { settings, change } }: { readonly inUse: SettingsInUse }) {
  const words = text.ui.settings;
  return (
    <Choices
      label={words.theme}
      choices={THEMES.map((theme) => ({ value: theme, label: words.themes[theme] }))}
      value={settings.theme}
      onChange={(theme) => void change({ theme })}
    />
  );
}
