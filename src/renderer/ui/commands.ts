/** Gives commands to every part of the window without any of them knowing the handlers. */
import { createContext, useContext } from 'react';
import {
  COMMANDS,
  type Command,
  type CommandContext,
  type CommandId,
  EMPTY_CONTEXT,
  keysOf,
  whyUnavailable,
} from '../../shared/commands.ts';
import type { MenuAction } from './ActionMenu.tsx';
import { describeKeys } from './keys.ts';
import { IS_MAC } from './platform.ts';

export interface CommandRunner {
  readonly context: CommandContext;
  /** Runs a command if it can run now. */
  run(id: CommandId): void;
}

export const CommandRunnerContext = createContext<CommandRunner>({ context: EMPTY_CONTEXT, run: () => {} });

/** A command as something to press. */
export function commandAction(id: CommandId, { context, run }: CommandRunner): MenuAction {
  const command: Command = COMMANDS[id];
  const { label, checked } = command;
  const first = keysOf(command, IS_MAC)[0];
  return {
    id,
    label,
    ...(first === undefined ? {} : { keys: describeKeys(first, IS_MAC) }),
    reason: whyUnavailable(id, context),
    ...(checked ? { checked: checked(context) } : {}),
    run: () => run(id),
  };
}

export function useCommand(id: CommandId): MenuAction {
  return commandAction(id, useContext(CommandRunnerContext));
}
