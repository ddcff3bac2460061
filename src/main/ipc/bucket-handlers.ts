import type { Handlers } from '../../shared/api.ts';
import type { BucketsMethods } from '../../shared/api-access.ts';
import type { Services } from './services.ts';

export function bucketHandlers({ bucketLists }: Services): Handlers<BucketsMethods> {
  return {
    refresh: (listId) => bucketLists.refresh(listId),
    create: (listId, name) => bucketLists.create(listId, name),
    delete: (listId, locationId) => bucketLists.delete(listId, locationId),
  };
}
