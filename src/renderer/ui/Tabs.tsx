import { type ReactNode, useState } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';
import styles from './Tabs.module.css';

interface TabsProps {
  /** What they choose between, for screen readers. */
  readonly label: string;
  readonly tabs: readonly { readonly id: string; readonly label: string; readonly content: ReactNode }[];
  /** The one that is chosen at first; the first of them when left out. */
  readonly first?: string | undefined;
  /** The keyboard is on the name that is chosen at first, so that it is seen where it is. */
  readonly autoFocus?: boolean;
  /** Whether what is chosen may be left for another one. */
  mayLeave(): boolean;
}

/** Not an effect of `Tabs`: its names come a render later than itself. */
function takeFocus(name: HTMLElement | null): void {
  name?.focus();
}

/** Names at the side, and beside them what belongs to the chosen one. Only that is there. */
export function Tabs({ label, tabs, first = tabs[0]?.id ?? '', autoFocus = false, mayLeave }: TabsProps) {
  const [chosen, setChosen] = useState(first);
  return (
    <AriaTabs
      orientation="vertical"
      selectedKey={chosen}
      onSelectionChange={(key) => {
        if (key !== chosen && mayLeave()) setChosen(String(key));
      }}
      className={styles['tabs'] ?? ''}
    >
      <TabList className={styles['names'] ?? ''} aria-label={label}>
        {tabs.map((tab) => (
          <Tab
            key={tab.id}
            id={tab.id}
            ref={autoFocus && tab.id === first ? takeFocus : null}
            className={styles['name'] ?? ''}
          >
            {tab.label}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className={styles['panel'] ?? ''}>
          {tab.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
