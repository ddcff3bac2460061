/** Where the million keys are. */
export const MILLION_BUCKET = 'million';
export const MILLION_FOLDER = 'big/';
/** A folder of the same bucket that holds nothing. */
export const EMPTY_FOLDER = 'empty/';
