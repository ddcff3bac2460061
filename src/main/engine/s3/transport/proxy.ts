/// <reference path="./undici-dispatchers.d.ts" />
import type { Dispatcher, Pool, ProxyAgent } from 'undici';

/**
 * Makes dispatchers that reach every origin, plain http too, through one proxy. `connect` says how to connect to the origin,
 * once the proxy has made the way free; its timeout is also that of the proxy's answer.
 */
export async function openProxy(
  uri: string,
  pool: Pool.Options,
  connect: NonNullable<ProxyAgent.Options['requestTls']> & { readonly timeout: number },
): Promise<(origin: string) => Dispatcher> {
  const [{ default: Agent }, { default: ProxyPool }, { default: tunnel }] = await Promise.all([
    import('undici/lib/dispatcher/proxy-agent.js'),
    import('undici/lib/dispatcher/pool.js'),
    import('undici/lib/api/api-connect.js'),
  ]);
  const { timeout } = connect;
  return () =>
    new Agent({
      ...pool,
      uri,
      requestTls: connect,
      proxyTls: { timeout },
      // What asks for a tunnel is attached to pools only where the whole of undici is loaded.
      clientFactory: (proxy, options) =>
        Object.assign(new ProxyPool(proxy, { ...options, headersTimeout: timeout }), { connect: tunnel }),
    });
}

/** The error with a network code, if it says that the proxy made no tunnel (wrong password, unknown host); else `null`. */
export function proxyRefusal(cause: Error): Error | null {
  if (!/^Proxy response \(\d+\)/.test(cause.message)) return null;
  return Object.assign(new Error(cause.message, { cause }), { code: 'UND_ERR_PRX_REFUSED' });
}
