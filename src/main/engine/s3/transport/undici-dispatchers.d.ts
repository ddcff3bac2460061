/**
 * The parts of undici that are used, by the files they stand in. The whole library (fetch, WebSocket, caches) takes three
 * times as long to load as these do: 140 ms of CPU against 45 ms. Its version is pinned, so the files stay where they are.
 */
declare module 'undici/lib/dispatcher/pool.js' {
  // biome-ignore lint/style/noDefaultExport: that is what a CommonJS file looks like to an import
  export { Pool as default } from 'undici';
}

declare module 'undici/lib/dispatcher/proxy-agent.js' {
  // biome-ignore lint/style/noDefaultExport: that is what a CommonJS file looks like to an import
  export { ProxyAgent as default } from 'undici';
}

declare module 'undici/lib/api/api-connect.js' {
  import type { Pool } from 'undici';

  const connect: Pool['connect'];
  // biome-ignore lint/style/noDefaultExport: that is what a CommonJS file looks like to an import
  export default connect;
}

declare module 'undici/lib/core/symbols.js' {
  const symbols: { readonly kParser: symbol };
  // biome-ignore lint/style/noDefaultExport: that is what a CommonJS file looks like to an import
  export default symbols;
}
