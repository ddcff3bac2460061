/** The window as a person finds it: by roles and names, never by classes. Tests and the tour drive Pail through this. */
import type { Locator, Page } from 'playwright';
import { dropFiles } from './drop.ts';

export class PailWindow {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get signInButton(): Locator {
    return this.page.getByRole('button', { name: 'Sign in', exact: true });
  }

  get waitingForBrowser(): Locator {
    return this.page.getByText('Finish signing in in your browser');
  }

  /** The list of the open folder. */
  get list(): Locator {
    return this.page.getByRole('grid', { name: /^Contents of / });
  }

  get sheet(): Locator {
    // A menu's popover is a dialog too, for as long as it fades.
    return this.page.locator('[role=alertdialog], [role=dialog]:not(:has([role=menu]))');
  }

  get locations(): Locator {
    return this.page.getByRole('list', { name: /^Locations of / }).getByRole('listitem');
  }

  /** The transfers in the drawer, newest first. */
  get transfers(): Locator {
    return this.page.getByRole('list', { name: 'Transfers' }).getByRole('listitem');
  }

  row(name: string): Locator {
    return this.list.getByRole('row').filter({ has: this.page.getByRole('gridcell', { name, exact: true }) });
  }

  /** Everything that is told as an error, in views and in notices. */
  get alerts(): Locator {
    return this.page.getByRole('alert');
  }

  async dismissNotices(): Promise<void> {
    const notices = this.page.getByRole('region', { name: 'Notifications' });
    const dismiss = notices.getByRole('button', { name: 'Dismiss' });
    while ((await dismiss.count()) > 0) await dismiss.first().click();
  }

  /** Opens a location from the sidebar and waits for its list. */
  async openLocation(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name, exact: true }).click();
    await this.page.getByRole('grid', { name: `Contents of ${name}`, exact: true }).waitFor();
  }

  async openFolder(name: string): Promise<void> {
    await this.row(name).dblclick();
    await this.page.getByRole('grid', { name: `Contents of ${name}`, exact: true }).waitFor();
  }

  /** Drops files from the OS on the open folder: on its lower edge, where the rows of a short list do not reach. */
  async drop(paths: readonly string[]): Promise<void> {
    const box = await this.list.boundingBox();
    if (!box) throw new Error('There is no list to drop on.');
    await dropFiles(this.page, { x: box.x + box.width / 2, y: box.y + box.height - 12 }, paths);
  }

  async showTransfers(): Promise<void> {
    const button = this.page.getByRole('region', { name: 'Status' }).getByRole('button').last();
    if ((await button.getAttribute('aria-expanded')) !== 'true') await button.click();
  }

  /** Waits for the end of the newest transfer whose title holds this text; answers the words of its end. */
  async transferEnd(title: string): Promise<string> {
    await this.showTransfers();
    const transfer = this.transfers.filter({ hasText: title }).first();
    const end = transfer.getByText(/\b(Completed|Cancelled|failed)\b/).last();
    await end.waitFor({ timeout: 90_000 });
    return (await end.textContent()) ?? '';
  }

  async downloadSelection(): Promise<void> {
    await this.page.getByRole('button', { name: 'Download', exact: true }).click();
  }

  async newFolder(name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'New folder', exact: true }).click();
    await this.sheet.getByRole('textbox', { name: 'Name' }).fill(name);
    await this.sheet.getByRole('button', { name: 'Create' }).click();
  }

  /** Asks to delete the selection; the sheet stays open. */
  async askToDelete(): Promise<void> {
    await this.list.press('Delete');
    await this.sheet.waitFor();
  }

  async confirm(verb: string): Promise<void> {
    await this.sheet.getByRole('button', { name: verb, exact: true }).click();
    await this.sheet.waitFor({ state: 'detached' });
  }

  async signOut(person: string): Promise<void> {
    await this.page.getByRole('button', { name: `Account ${person}`, exact: true }).click();
    await this.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await this.confirm('Sign out');
  }
}
