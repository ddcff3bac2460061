import { en } from './en.ts';

/** The one catalogue of visible text. A second language is a second object of the same type. */
export const text = en;

export type Text = typeof en;
