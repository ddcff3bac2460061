/** The pool's sign-in page in the system browser, as a person uses it. */
import type { Browser, Page } from 'playwright';

/** The newest page of this origin that the browser shows, once there is one. */
export async function pageOf(browser: Browser, origin: string): Promise<Page> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const page = browser
      .contexts()
      .flatMap((context) => context.pages())
      .findLast((candidate) => candidate.url().startsWith(origin));
    if (page) return page;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`The browser shows no page of ${origin}.`);
}

/** Types the name and the password and sends them. */
export async function signInOnPage(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
