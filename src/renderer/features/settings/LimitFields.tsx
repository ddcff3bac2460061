import {
  isSchedule,
  type LimitSchedule,
  minutesOf,
  type Settings,
  type SettingsChange,
} from '../../../shared/model/settings.ts';
import { text } from '../../../shared/text/index.ts';
import { Checkbox } from '../../ui/Choices.tsx';
import sections from '../../ui/Sections.module.css';
import { limitProblem, limitText, parseLimit } from './limits.ts';
import { SettingField } from './SettingField.tsx';
import styles from './SettingsSheet.module.css';

const FIRST_SCHEDULE: LimitSchedule = { from: '08:00', to: '18:00', uploadLimit: null, downloadLimit: null };

interface LimitFieldsProps {
  readonly settings: Settings;
  onChange(change: SettingsChange): Promise<void>;
}

/** How fast transfers may be: always, and at a time of day. */
export function LimitFields({ settings, onChange }: LimitFieldsProps) {
  const words = text.ui.settings;
  const { schedule } = settings;
  return (
    <section className={sections['group']}>
      <h3 className={sections['heading']}>{words.limits}</h3>
      <LimitPair labels={[words.uploadLimit, words.downloadLimit]} limits={settings} onChange={onChange} />
      <Checkbox
        label={words.scheduled}
        hint={words.scheduleHint}
        checked={schedule !== null}
        onChange={(on) => void onChange({ schedule: on ? FIRST_SCHEDULE : null })}
      />
      {schedule ? (
        <div className={styles['inner']}>
          <ScheduleFields schedule={schedule} onChange={(changed) => onChange({ schedule: changed })} />
        </div>
      ) : null}
    </section>
  );
}

interface ScheduleFieldsProps {
  readonly schedule: LimitSchedule;
  onChange(schedule: LimitSchedule): Promise<void>;
}

function ScheduleFields({ schedule, onChange }: ScheduleFieldsProps) {
  const words = text.ui.settings;
  const timeProblem = (end: 'from' | 'to') => (value: string) => {
    if (minutesOf(value) === null) return words.timeError;
    return isSchedule({ ...schedule, [end]: value }) ? null : words.timesEqual;
  };
  return (
    <>
      <div className={styles['pair']}>
        {(['from', 'to'] as const).map((end) => (
          <SettingField
            key={end}
            type="time"
            label={words[end]}
            value={schedule[end]}
            problem={timeProblem(end)}
            onCommit={(value) => onChange({ ...schedule, [end]: value })}
          />
        ))}
      </div>
      <LimitPair
        labels={[words.scheduleUpload, words.scheduleDownload]}
        limits={schedule}
        onChange={(limits) => onChange({ ...schedule, ...limits })}
      />
    </>
  );
}

type Limits = Pick<LimitSchedule, 'uploadLimit' | 'downloadLimit'>;

interface LimitPairProps {
  readonly labels: readonly [upload: string, download: string];
  readonly limits: Limits;
  onChange(change: Partial<Limits>): Promise<void>;
}

function LimitPair({ labels, limits, onChange }: LimitPairProps) {
  return (
    <div className={styles['pair']}>
      {(['uploadLimit', 'downloadLimit'] as const).map((which, index) => (
        <SettingField
          key={which}
          label={labels[index] ?? ''}
          placeholder={text.ui.settings.noLimit}
          value={limitText(limits[which])}
          problem={limitProblem}
          onCommit={(value) => onChange({ [which]: parseLimit(value) ?? null })}
        />
      ))}
    </div>
  );
}
