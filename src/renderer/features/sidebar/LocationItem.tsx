import type { Location } from '../../../shared/model/location.ts';
import { SidebarButton } from './SidebarButton.tsx';
import { useLocationDrop } from './use-location-drop.ts';

interface LocationItemProps {
  readonly location: Location;
  /** Whether it says that it is local: not where all of its list are. */
  readonly showsLocal: boolean;
  readonly current: boolean;
  readonly tabStop: boolean;
  onPress(): void;
}

/** One location, on which files and rows of the list can be dropped where it may be written to. */
export function LocationItem({ location, showsLocal, current, tabStop, onPress }: LocationItemProps) {
  const { over, handlers } = useLocationDrop(location);
  return (
    <li {...handlers}>
      <SidebarButton
        kind={location.prefix === '' ? 'bucket' : 'folder'}
        label={location.label}
        address={`${location.bucket}/${location.prefix}`}
        readOnly={!location.actions.includes('write')}
        sharedKey={location.sharedKey}
        local={location.local}
        showsLocal={showsLocal}
        outOfReach={location.outOfReach ?? false}
        current={current}
        over={over}
        tabStop={tabStop}
        onPress={onPress}
      />
    </li>
  );
}
