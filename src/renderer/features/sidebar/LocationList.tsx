import type { Location } from '../../../shared/model/location.ts';
import { moveRoving } from '../../ui/roving.ts';
import { LocationItem } from './LocationItem.tsx';

interface LocationListProps {
  /** For screen readers. */
  readonly label: string;
  readonly locations: readonly Location[];
  readonly showsLocal: boolean;
  readonly current: string | null;
  onLocation(locationId: string): void;
}

/** Places below each other; one of them is a stop of the Tab key, the arrow keys go to the others. */
export function LocationList({ label, locations, showsLocal, current, onLocation }: LocationListProps) {
  const hasCurrent = locations.some(({ id }) => id === current);
  return (
    <ul aria-label={label} onKeyDown={moveRoving}>
      {locations.map((location, index) => (
        <LocationItem
          key={location.id}
          location={location}
          showsLocal={showsLocal}
          current={location.id === current}
          tabStop={hasCurrent ? location.id === current : index === 0}
          onPress={() => onLocation(location.id)}
        />
      ))}
    </ul>
  );
}
