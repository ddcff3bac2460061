/** The part of the contract (api.ts) that is about Pail itself. */
import type { Result } from './errors.ts';
import type { Diagnostics } from './model/diagnostics.ts';
import type { Settings, SettingsChange } from './model/settings.ts';

/** Each method that changes something answers the settings as they are then, once they are saved and hold. */
export interface SettingsMethods {
  get(): Promise<Result<Settings>>;
  /** Codes: `settings-unwritable`, and nothing has changed. */
  update(change: SettingsChange): Promise<Result<Settings>>;
  /** Asks for a folder; nothing changes when the person cancels. Codes: `settings-unwritable`. */
  chooseDownloadFolder(): Promise<Result<Settings>>;
  clearDownloadFolder(): Promise<Result<Settings>>;
  /**
   * Asks for a file of certificate authorities in PEM form and trusts them; nothing changes when the person cancels.
   * Codes: `file-unreadable`, `certificates-invalid`, `settings-unwritable`.
   */
  chooseCertificates(): Promise<Result<Settings>>;
  clearCertificates(): Promise<Result<Settings>>;
}

export interface DiagnosticsMethods {
  /** May ask stores, harmlessly and for a few seconds, what they are. */
  read(): Promise<Result<Diagnostics>>;
  /** Puts what `read` answers on the clipboard as text, without names of people and paths of this computer. */
  copy(): Promise<Result<void>>;
  /**
   * Puts on the clipboard, as JSON, how the store of a location is treated: what an administrator may paste into a profile as
   * `storage.quirks`. Codes: `not-found`.
   */
  exportQuirks(locationId: string): Promise<Result<void>>;
}
