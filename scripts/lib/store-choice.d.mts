export type StoreChoice = 'ceph' | 'emulator';
export const STORES: readonly StoreChoice[];
export function storeChoice(asked?: string): StoreChoice;
export const MISSING_WITHOUT_CEPH: string;
