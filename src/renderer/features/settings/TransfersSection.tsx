import { MAX_REQUESTS_AT_ONCE } from '../../../shared/model/settings.ts';
import { CONFLICT_CHOICES } from '../../../shared/model/transfer.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox, Choices } from '../../ui/Choices.tsx';
import sections from '../../ui/Sections.module.css';
import { LimitFields } from './LimitFields.tsx';
import { SettingField } from './SettingField.tsx';
import styles from './SettingsSheet.module.css';
import type { SettingsInUse } from './use-settings.ts';

function requestsProblem(value: string): string | null {
  const count = /^\s*\d+\s*$/.test(value) ? Number(value) : 0;
  return count >= 1 && count <= MAX_REQUESTS_AT_ONCE ? null : text.ui.settings.requestsError(MAX_REQUESTS_AT_ONCE);
}

export function TransfersSection({ inUse }: { readonly inUse: SettingsInUse }) {
  const words = text.ui.settings;
  const { settings, change, act } = inUse;
  return (
    <div className={sections['section']}>
      <LimitFields settings={settings} onChange={change} />
      <Choices
        label={words.onConflict}
        choices={CONFLICT_CHOICES.map((value) => {
          const [label, hint] = words.conflicts[value];
          return { value, label, hint };
        })}
        value={settings.onConflict}
        onChange={(onConflict) => void change({ onConflict })}
      />
      <section className={sections['group']}>
        <h3 className={sections['heading']}>{words.downloadFolder}</h3>
        <p className={styles['chosen']} data-selectable title={settings.downloadFolder ?? undefined}>
          {settings.downloadFolder ?? words.askEachTime}
        </p>
        <div className={styles['buttons']}>
          <Button small onClick={() => void act(() => pail.settings.chooseDownloadFolder())}>
            {words.chooseFolder}
          </Button>
          {settings.downloadFolder === null ? null : (
            <Button small onClick={() => void act(() => pail.settings.clearDownloadFolder())}>
              {words.askEachTime}
            </Button>
          )}
        </div>
      </section>
      <Checkbox
        label={words.emptyFolders}
        hint={words.emptyFoldersHint}
        checked={settings.emptyFolders}
        onChange={(emptyFolders) => void change({ emptyFolders })}
      />
      <SettingField
        label={words.requestsAtOnce}
        hint={words.requestsHint(MAX_REQUESTS_AT_ONCE)}
        value={String(settings.requestsAtOnce)}
        problem={requestsProblem}
        onCommit={(value) => change({ requestsAtOnce: Number(value) })}
      />
    </div>
  );
}
