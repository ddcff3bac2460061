import type { LucideIcon } from 'lucide-react';
import type { CommandId } from '../../shared/commands.ts';
import { useCommand } from './commands.ts';
import { IconButton } from './IconButton.tsx';

interface CommandButtonProps {
  readonly command: CommandId;
  readonly icon: LucideIcon;
}

/** A command as an icon in a toolbar. */
export function CommandButton({ command, icon }: CommandButtonProps) {
  const { label, keys, reason, run } = useCommand(command);
  // An ellipsis announces a question; in a tooltip and a name it is noise.
  const name = label.replace(/…$/, '');
  return <IconButton icon={icon} label={name} {...(keys ? { keys } : {})} reason={reason ?? null} onClick={run} />;
}
