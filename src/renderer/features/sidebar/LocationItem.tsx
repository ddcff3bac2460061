import type { Location } from '../../../shared/model/location.ts';
import { SidebarButton } from './SidebarButton.tsx';
import { useOwnDrop } from './use-own-drop.ts';

interface LocationItemProps {
  readonly location: Location;
  readonly current: boolean;
  readonly tabStop: boolean;
  onPress(): void;
}

/** One location, on which rows of the list can be dropped where it may be written to. */
export function LocationItem({ location, current, tabStop, onPress }: LocationItemProps) {
  const canWrite = location.actions.includes('write');
  const { over, handlers } = useOwnDrop(location.id, canWrite);
  return (
    <li {...handlers}>
      <SidebarButton
        kind="location"
        label={location.label}
        address={`${location.bucket}/${location.prefix}`}
        readOnly={!canWrite}
        sharedKey={location.sharedKey}
        local={location.local}
        current={current}
        dropping={over}
        tabStop={tabStop}
        onPress={onPress}
      />
    </li>
  );
}
