import { useContext, useEffect, useState } from 'react';
import { COMMANDS, type Command, type CommandContext, type CommandId } from '../../../shared/commands.ts';
import { text } from '../../../shared/text/index.ts';
import { pail } from '../../bridge.ts';
import { dropWords } from '../../state/drag-out.ts';
import { report } from '../../state/notices.ts';
import { started } from '../../state/transfers.ts';
import { ContextMenu, type MenuRequest } from '../../ui/ContextMenu.tsx';
import { CommandRunnerContext, commandAction, useCommand } from '../../ui/commands.ts';
import { cx } from '../../ui/cx.ts';
import { focusOn } from '../../ui/focus-targets.ts';
import { visibleName } from '../../ui/names.ts';
import visually from '../../ui/VisuallyHidden.module.css';
import { useColumnWidths } from './column-widths.ts';
import { DragOutHint } from './DragOutHint.tsx';
import { ExplorerBanner } from './ExplorerBanner.tsx';
import styles from './ExplorerView.module.css';
import { FileList } from './FileList.tsx';
import { KeepsFocus } from './KeepsFocus.tsx';
import { ListNotice, type ListSubject } from './ListNotice.tsx';
import { LoadingLine } from './LoadingLine.tsx';
import { ScopeBar } from './ScopeBar.tsx';
import { type DropTarget, useFileDrop } from './use-file-drop.ts';

interface ExplorerViewProps {
  readonly subject: ListSubject;
  readonly expired: boolean;
  onSignIn(): void;
}

/** The commands of the context menu, in groups: opening and downloading are both ways to get what is selected. */
const MENU_GROUPS: readonly (readonly CommandId[])[] = [[0, 1], [2], [3], [4], [5], [6]].map((groups) =>
  (Object.keys(COMMANDS) as CommandId[]).filter((id) => groups.some((group) => COMMANDS[id].contextMenu === group)),
);

function isOffered(id: CommandId, context: CommandContext): boolean {
  const { offered }: Command = COMMANDS[id];
  return offered?.(context) ?? true;
}

/** The list of one folder, what stands in its place when there is none, and files dropped on it. */
export function ExplorerView({ subject, expired, onSignIn }: ExplorerViewProps) {
  const { location, folder, title } = subject;
  const runner = useContext(CommandRunnerContext);
  const write = useCommand('uploadFiles');
  const [menuAt, setMenuAt] = useState<MenuRequest | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another folder is the occasion
  useEffect(() => {
    // What had the focus is gone, such as the button that finished a sign-in: the list is what people want next.
    if (document.activeElement === document.body) focusOn('list');
  }, [location.id, folder]);
  const refusal = write.reason ?? null;
  const widths = useColumnWidths();
  const { target, handlers } = useFileDrop({
    locationId: location.id,
    folder,
    refusal,
    onDrop(files, name, own) {
      const into = name === null ? folder : `${folder}${name}/`;
      pail.transfers.uploadDropped(location.id, into, files, own).then(started, report);
    },
  });
  return (
    <div className={styles['explorer']} data-command-scope="list">
      <h1 className={visually['hidden']}>{visibleName(title)}</h1>
      <ScopeBar />
      <KeepsFocus>
        <ExplorerBanner location={location} expired={expired} onSignIn={onSignIn} />
      </KeepsFocus>
      <section
        className={cx(
          styles['files'],
          target &&
            target.row < 0 &&
            (refusal === null && target.kind !== null ? styles['dropping'] : styles['refusing']),
        )}
        aria-label={title}
        style={widths.style}
        {...handlers}
      >
        <FileList
          title={title}
          dropRow={target && target.kind !== null ? target.row : -1}
          mayRead={location.actions.includes('read')}
          menuOpen={menuAt !== null}
          onWidth={widths.setWidth}
          onOpen={() => runner.run('open')}
          onMenu={setMenuAt}
        />
        <LoadingLine />
        <KeepsFocus>
          <ListNotice subject={subject} onSignIn={onSignIn} />
        </KeepsFocus>
        {target ? null : <DragOutHint />}
        {target ? <DropHint target={target} refusal={refusal} title={title} /> : null}
      </section>
      <ContextMenu
        label={text.ui.explorer.menu}
        at={menuAt}
        groups={MENU_GROUPS.map((group) =>
          group.filter((id) => isOffered(id, runner.context)).map((id) => commandAction(id, runner)),
        )}
        onClose={() => setMenuAt(null)}
      />
    </div>
  );
}

/** Where the files would go, in words. */
function DropHint({ target, refusal, title }: { target: DropTarget; refusal: string | null; title: string }) {
  const into = target.name === null ? title : visibleName(target.name);
  const said = refusal ?? (target.kind === null ? text.ui.dragOut.here : null);
  return (
    <p className={cx(styles['hint'], said !== null && styles['refusal'])} role="status">
      {said ?? (target.kind === null ? null : dropWords(target.kind, target.count, into))}
    </p>
  );
}
