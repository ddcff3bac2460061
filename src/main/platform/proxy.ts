import { app, type ProxyConfig, session } from 'electron';
import type { ProxySettings } from '../../shared/model/settings.ts';
import { servicesSession } from './services-session.ts';

function configOf(proxy: ProxySettings): ProxyConfig {
  if (proxy.mode === 'manual') return { mode: 'fixed_servers', proxyRules: proxy.address };
  return { mode: proxy.mode === 'none' ? 'direct' : 'system' };
}

/**
 * Sets the proxy of the networks that the system's way to stores and to services takes, and of what is asked about it (`routeTo`). Loopback never has one.
 */
export async function applyProxy(proxy: ProxySettings): Promise<void> {
  const config = configOf(proxy);
  await Promise.all([session.defaultSession.setProxy(config), servicesSession().setProxy(config)]);
  // Electron's `net` in other processes has a network of its own. Before this method was there it followed the system only.
  if (typeof app.setProxy === 'function') await app.setProxy(config);
}

/** The way of requests to an origin as Chromium words it: `DIRECT`, `PROXY host:port`, several of them separated by `;`. */
export function routeTo(origin: string): Promise<string> {
  return session.defaultSession.resolveProxy(origin);
}
