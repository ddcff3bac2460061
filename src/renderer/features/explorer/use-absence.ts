import type { Location } from '../../../shared/model/location.ts';
import { useOffline } from '../../ui/use-offline.ts';

/** Who is not there to list a location now, which ends by itself: its storage, or any network. A store on this computer needs none. */
export function useAbsence({
  outOfReach,
  local,
}: Pick<Location, 'outOfReach' | 'local'>): 'storage' | 'network' | null {
  const isOffline = useOffline();
  if (outOfReach) return 'storage';
  return isOffline && !local ? 'network' : null;
}
