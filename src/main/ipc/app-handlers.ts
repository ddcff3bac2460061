import type { AppMethods, Handlers } from '../../shared/api.ts';
import type { Services } from './services.ts';

export function appHandlers(services: Services): Handlers<AppMethods> {
  return {
    info: () => services.info,
    setCommandContext: (context) => services.showMenu(context),
    engine: () => services.engine.state,
    startEngine: () => services.engine.startAgain(),
  };
}
