import { useState } from 'react';
import { type ProxySettings, proxyAddress } from '../../../shared/model/settings.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { Button } from '../../ui/Button.tsx';
import { Choices } from '../../ui/Choices.tsx';
import sections from '../../ui/Sections.module.css';
import { SettingField } from './SettingField.tsx';
import styles from './SettingsSheet.module.css';
import type { SettingsInUse } from './use-settings.ts';

const MODES = ['system', 'none', 'manual'] as const;

export function NetworkSection({ inUse: { settings, change, act } }: { readonly inUse: SettingsInUse }) {
  const words = text.ui.settings;
  const { proxy, certificateAuthorities } = settings;
  return (
    <div className={sections['section']}>
      <ProxyFields proxy={proxy} onChange={(next) => change({ proxy: next })} />
      <section className={sections['group']}>
        <h3 className={sections['heading']}>{words.certificates}</h3>
        <p className={styles['chosen']}>
          {certificateAuthorities
            ? words.certificateFile(certificateAuthorities.file, certificateAuthorities.count)
            : words.noCertificates}
        </p>
        <div className={styles['buttons']}>
          <Button small onClick={() => void act(() => pail.settings.chooseCertificates())}>
            {words.chooseCertificates}
          </Button>
          {certificateAuthorities ? (
            <Button small onClick={() => void act(() => pail.settings.clearCertificates())}>
              {words.clear}
            </Button>
          ) : null}
        </div>
        <p className={styles['hint']}>{words.certificatesScope}</p>
      </section>
    </div>
  );
}

interface ProxyFieldsProps {
  readonly proxy: ProxySettings;
  onChange(proxy: ProxySettings): Promise<void>;
}

function ProxyFields({ proxy, onChange }: ProxyFieldsProps) {
  const words = text.ui.settings;
  // "This one" is chosen before its address is written, and holds only with one.
  const [writing, setWriting] = useState(false);
  const mode = writing ? 'manual' : proxy.mode;
  const choose = (chosen: ProxySettings['mode']): void => {
    setWriting(chosen === 'manual');
    if (chosen !== 'manual' && chosen !== proxy.mode) void onChange({ mode: chosen });
  };
  const choices = MODES.map((value) => {
    const [label, hint] = words.proxies[value];
    return { value, label, hint };
  });
  return (
    <section className={sections['group']}>
      <Choices label={words.proxy} choices={choices} value={mode} onChange={choose} />
      {mode === 'manual' ? (
        <div className={styles['inner']}>
          <SettingField
            mono
            label={words.proxyAddress}
            placeholder={words.proxyPlaceholder}
            value={proxy.mode === 'manual' ? proxy.address : ''}
            problem={(value) => (proxyAddress(value) === null ? words.proxyError : null)}
            onCommit={(value) => onChange({ mode: 'manual', address: proxyAddress(value) ?? '' })}
          />
        </div>
      ) : null}
      <p className={styles['hint']}>{words.proxyScope}</p>
    </section>
  );
}
