import { app, type ProxyConfig, session } from 'electron';
import type { ProxySettings } from '../../shared/model/settings.ts';

function configOf(proxy: ProxySettings): ProxyConfig {
  if (proxy.mode === 'manual') return { mode: 'fixed_servers', proxyRules: proxy.address };
  return { mode: proxy.mode === 'none' ? 'direct' : 'system' };
}

/**
 * Sets the proxy of the network that the system's way to stores takes, and of what is asked about it (`isProxied`). Loopback
 * never has one.
 */
export async function applyProxy(proxy: ProxySettings): Promise<void> {
  const config = configOf(proxy);
  await session.defaultSession.setProxy(config);
  // Electron's `net` in other processes has a network of its own. Before this method was there it followed the system only.
  if (typeof app.setProxy === 'function') await app.setProxy(config);
}

/** Whether requests to an origin (`scheme://host[:port]`) go through a proxy. */
export async function isProxied(origin: string): Promise<boolean> {
  return (await session.defaultSession.resolveProxy(origin)) !== 'DIRECT';
}
