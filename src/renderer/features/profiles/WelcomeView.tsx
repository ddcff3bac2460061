import { text } from '../../../shared/text/index.ts';
import { AppMark } from '../../ui/AppMark.tsx';
import { Button } from '../../ui/Button.tsx';
import { useCommand } from '../../ui/commands.ts';
import styles from './WelcomeView.module.css';

/** What Pail shows while it has no profile. The whole window takes a dropped profile; the zone only says so. */
export function WelcomeView() {
  const { label, keys, run } = useCommand('importProfile');
  const words = text.ui.welcome;
  return (
    <main className={styles['welcome']}>
      <div className={styles['column']}>
        <header className={styles['head']}>
          <AppMark />
          <div>
            <h1 className={styles['name']}>{text.app.name}</h1>
            <p className={styles['tagline']}>{text.app.tagline}</p>
          </div>
        </header>
        <ol className={styles['steps']}>
          {words.steps.map(([what, how]) => (
            <li key={what} className={styles['step']}>
              <p className={styles['what']}>{what}</p>
              <p className={styles['how']}>{how}</p>
            </li>
          ))}
        </ol>
        <div className={styles['zone']}>
          <p className={styles['how']}>{words.drop}</p>
          <Button look="primary" autoFocus title={keys} onClick={run}>
            {label}
          </Button>
        </div>
      </div>
    </main>
  );
}
