import { THEMES } from '../../../shared/model/settings.ts';
import { text } from '../../../shared/text/index.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import { Sheet } from '../../ui/Sheet.tsx';
import { Tabs } from '../../ui/Tabs.tsx';
import { DiagnosticsSection } from './DiagnosticsSection.tsx';
import { NetworkSection } from './NetworkSection.tsx';
import styles from './SettingsSheet.module.css';
import { TransfersSection } from './TransfersSection.tsx';
import { type SettingsInUse, useSettings } from './use-settings.ts';

/** Everything that a person can set. What is changed holds at once: there is nothing to confirm. */
export function SettingsSheet({ onClose }: { onClose(): void }) {
  const words = text.ui.settings;
  const { inUse, failure } = useSettings();
  return (
    <Sheet
      wide
      title={words.title}
      onClose={onClose}
      actions={
        <>
          <p className={styles['failure']} role="alert">
            {failure?.message}
          </p>
          <Button onClick={onClose}>{words.done}</Button>
        </>
      }
    >
      <div className={styles['sections']}>
        {inUse ? (
          <Tabs
            label={words.title}
            tabs={[
              { id: 'appearance', label: words.sections.appearance, content: <AppearanceSection inUse={inUse} /> },
              { id: 'transfers', label: words.sections.transfers, content: <TransfersSection inUse={inUse} /> },
              { id: 'network', label: words.sections.network, content: <NetworkSection inUse={inUse} /> },
              { id: 'diagnostics', label: words.sections.diagnostics, content: <DiagnosticsSection /> },
            ]}
          />
        ) : failure ? null : (
          <p>{words.loading}</p>
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
