import { report } from '../../state/notices.ts';
import { Button, type ButtonProps } from '../../ui/Button.tsx';
import { focusOn } from '../../ui/focus-targets.ts';

interface ListButtonProps extends Pick<ButtonProps, 'small'> {
  readonly label: string;
  onPress(): Promise<void>;
}

/** A deed about the list. The button goes with what it mends, so the list gets the keyboard: it would be nowhere else. */
export function ListButton({ label, small, onPress }: ListButtonProps) {
  return (
    <Button
      {...(small === undefined ? {} : { small })}
      onClick={() => {
        focusOn('list');
        void onPress().catch(report);
      }}
    >
      {label}
    </Button>
  );
}
