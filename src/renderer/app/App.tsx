import { useEffect, useMemo, useState } from 'react';
import type { CommandContext } from '../../shared/commands.ts';
import { text } from '../../shared/text/index.ts';
import { WelcomeView } from '../features/profiles/WelcomeView.tsx';
import { dismiss, useNotices } from '../state/notices.ts';
import { usePlace } from '../state/place.ts';
import { folderTitle, ownedTitle, useSession } from '../state/session.ts';
import { CommandRunnerContext } from '../ui/commands.ts';
import { cx } from '../ui/cx.ts';
import { failureText } from '../ui/failure-details.ts';
import { Toasts } from '../ui/Toasts.tsx';
import visually from '../ui/VisuallyHidden.module.css';
import styles from './App.module.css';
import { commandContext, watchCommandContext } from './command-context.ts';
import { runCommand } from './command-handlers.ts';
import { EngineBanner } from './EngineBanner.tsx';
import { ExplorerShell } from './ExplorerShell.tsx';
import { ProfileShell } from './ProfileShell.tsx';
import { Sheets } from './Sheets.tsx';
import { useWindowDrop } from './use-window-drop.ts';

/** The window: one of three views, the open sheet, and what is told without being asked. */
export function App() {
  const loaded = useSession((state) => state.loaded);
  const place = usePlace((state) => state.place);
  const runner = useCommandRunner();
  const over = useWindowDrop(loaded && place.kind !== 'folder');
  useTitle();
  return (
    <CommandRunnerContext value={runner}>
      <div className={cx(styles['window'], over && styles['dropping'])}>
        <EngineBanner />
        <div className={styles['view']}>{loaded ? <View /> : null}</div>
        {over ? (
          <p className={styles['hint']} role="status">
            {text.ui.welcome.dropNow}
          </p>
        ) : null}
      </div>
      <Sheets />
      <Notices />
    </CommandRunnerContext>
  );
}

function View() {
  const place = usePlace((state) => state.place);
  switch (place.kind) {
    case 'welcome':
      return <WelcomeView />;
    case 'profile':
      return <ProfileShell profileId={place.profileId} />;
    case 'folder':
      return <ExplorerShell place={place} />;
  }
}

function Notices() {
  const { toasts, announcement } = useNotices();
  const shown = toasts.map((toast) => ({
    ...toast,
    details: toast.failure ? failureText(toast.failure) : toast.details && `${toast.message}\n${toast.details}`,
  }));
  return (
    <>
      <Toasts toasts={shown} onDismiss={dismiss} />
      <p className={visually['hidden']} role="status" aria-live="polite">
        {announcement}
      </p>
    </>
  );
}

function useCommandRunner() {
  const [context, setContext] = useState<CommandContext>(commandContext);
  useEffect(() => watchCommandContext(setContext), []);
  // An open sheet covers everything that shows commands: it need not look different behind it.
  return useMemo(() => ({ context: { ...context, modal: false }, run: runCommand }), [context]);
}

function useTitle(): void {
  const place = usePlace((state) => state.place);
  const session = useSession();
  const title =
    place.kind === 'folder'
      ? ownedTitle(session, place.locationId, folderTitle(session, place.locationId, place.folder))
      : place.kind === 'profile'
        ? session.profiles.find((profile) => profile.id === place.profileId)?.name
        : undefined;
  useEffect(() => {
    document.title = title ? text.ui.common.windowTitle(title, text.app.name) : text.app.name;
  }, [title]);
}
