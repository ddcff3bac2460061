/** The engine is a process of its own: it may die without taking the window with it. */
import { expect, signIn, test } from './fixtures.ts';

test('an engine that dies is started again, it is said, and work goes on', async ({ pail, desktop }) => {
  await signIn(pail, desktop, 'ana');
  await pail.window.row('Documents').waitFor();
  const enginePid = (): Promise<number | undefined> =>
    pail.electronApp.evaluate(
      ({ app }) =>
        app.getAppMetrics().find(({ serviceName, name }) => `${serviceName} ${name}`.includes('Pail engine'))?.pid,
    );
  const first = await enginePid();
  expect(first).toBeGreaterThan(0);
  process.kill(first as number, 'SIGKILL');
  await expect(pail.page.getByText(/stopped and was started again/)).toBeVisible();
  await expect.poll(enginePid).not.toBe(first);
  await pail.window.openLocation('team-a');
  await expect(pail.window.row('Handbook.pdf')).toBeVisible();
  await pail.window.openLocation('My files');
  await expect(pail.window.row('Documents')).toBeVisible();
});
