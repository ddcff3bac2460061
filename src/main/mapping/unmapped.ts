import type { AbsenceCode, AbsenceReason } from '../../shared/model/explanation.ts';

/** Why there is no location for this person. Not an error of the profile: the location is simply not there. */
export class Unmapped extends Error {
  override readonly name = 'Unmapped';
  readonly reason: AbsenceReason;

  constructor(code: AbsenceCode, message: string, about: Omit<AbsenceReason, 'code' | 'message'> = {}) {
    super(message);
    this.reason = { code, message, ...about };
  }
}

/** Most characters of a person's value in a sentence. */
const MAX_SHOWN = 80;

/** A value as it may stand in a sentence. */
export function shownValue(value: string): string {
  return value.length > MAX_SHOWN ? `${value.slice(0, MAX_SHOWN - 3)}…` : value;
}
