import { nativeTheme } from 'electron';
import type { Theme } from '../../shared/model/settings.ts';

/** Draws windows, menus and dialogs light or dark, at once; the page hears of it as `prefers-color-scheme`. */
export function applyTheme(theme: Theme): void {
  nativeTheme.themeSource = theme;
}
