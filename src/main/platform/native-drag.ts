import { nativeImage, type WebContents } from 'electron';

/** A sheet of paper, 32 pixels wide: what the pointer carries. The window's page cannot choose it. */
const ICON =
  'data:image/png;base64,' +
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAYAAABzenr0AAAAkElEQVR42mNgGAWDFeSVNDTklTT8JwHPp7YD/u87eOz/zVv3iMJTZy+jriNA' +
  'DgAZ/OfPX6LwtdtPqOsIchxAVUeQ6wCqOYISB1DFEZQ6gGJHUMMBFDmCVAfgwiAzQGaNOmDoO2D/4TMk4eHngNE0MJoGRtPAaBoYmWmAlGY5' +
  'Lgwyg1wHkNoxwYcbRrt6gxYAAOKGu4rG/2iOAAAAAElFTkSuQmCC';

/**
 * Drags files out of a window, by their absolute paths. Main waits in it until the person lets go: the system runs the drag in a loop
 * of its own. Only to be called while somebody holds the button, or the loop has no end before the next click.
 */
export function dragFilesOut(contents: WebContents, files: readonly string[]): void {
  const [file] = files;
  if (file === undefined) return;
  contents.startDrag({ file, files: [...files], icon: nativeImage.createFromDataURL(ICON) });
}
