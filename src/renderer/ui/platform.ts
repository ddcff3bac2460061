/** Decided here instead of by `app.info`, because labels need it at the first paint. */
export const IS_MAC = /Mac/.test(globalThis.navigator?.userAgent ?? '');
