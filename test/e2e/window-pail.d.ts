import type { PailBridge } from '../../src/shared/api.ts';

declare global {
  interface Window {
    readonly pail: PailBridge;
  }
}
