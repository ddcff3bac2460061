import { Download } from 'lucide-react';
import { text } from '../../../shared/text/index.ts';
import { Button } from '../../ui/Button.tsx';
import { useCommand } from '../../ui/commands.ts';
import styles from './WelcomeView.module.css';

/** What Pail shows while it has no profile. The whole window takes a dropped profile; the zone only says so. */
export function WelcomeView() {
  const { label, run } = useCommand('importProfile');
  const words = text.ui.welcome;
  return (
    <main className={styles['welcome']}>
      <div className={styles['column']}>
        <h1 className={styles['name']}>{text.app.name}</h1>
        <p className={styles['tagline']}>{text.app.tagline}</p>
        <div className={styles['zone']}>
          <Download size={20} strokeWidth={1.25} className={styles['icon']} aria-hidden />
          <p>{words.start}</p>
          <Button look="primary" autoFocus onClick={run}>
            {label}
          </Button>
          <p className={styles['drop']}>{words.drop}</p>
        </div>
      </div>
    </main>
  );
}
