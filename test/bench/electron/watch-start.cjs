// Loaded into a main process before its app: says when the window can be used, and on request what the processes hold.
const { app } = require('electron');

/** True once there is a button to sign in with that can be pressed, and it has been painted. */
const IS_READY = `new Promise((resolve) => {
  const isIt = (button) => button.textContent.trim() === 'Sign in' && !button.disabled;
  const look = () => {
    const isThere = [...document.querySelectorAll('button')].some(isIt);
    requestAnimationFrame(isThere ? () => setTimeout(resolve) : look);
  };
  look();
})`;

app.on('web-contents-created', (_event, contents) => {
  contents.once('dom-ready', () => {
    contents.executeJavaScript(IS_READY).then(
      () => process.send({ kind: 'ready' }),
      (error) => process.send({ kind: 'failed', reason: String(error) }),
    );
  });
});
process.on('message', (message) => {
  if (message === 'measure') process.send({ kind: 'metrics', metrics: app.getAppMetrics() });
  else app.quit();
});
