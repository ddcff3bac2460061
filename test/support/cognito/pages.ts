const STYLE = `
:root { color-scheme: light dark; --page: #f2f4f7; --card: #fff; --line: #d0d5dd; --text: #1d2939; --quiet: #475467;
  --accent: #175cd3; --on-accent: #fff; --bad: #b42318; --bad-back: #fef3f2; }
@media (prefers-color-scheme: dark) { :root { --page: #0f1318; --card: #1a2027; --line: #39424e; --text: #e8ebef;
  --quiet: #a3adba; --accent: #84adff; --on-accent: #0b1a33; --bad: #fda29b; --bad-back: #3a1f1d; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--page);
  color: var(--text); font: 16px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
main { width: 100%; max-width: 400px; padding: 40px; background: var(--card); border: 1px solid var(--line);
  border-radius: 12px; box-shadow: 0 8px 24px rgb(16 24 40 / 8%); }
h1 { margin: 0 0 4px; font-size: 24px; line-height: 1.25; }
p { margin: 0 0 24px; color: var(--quiet); }
label { display: block; margin: 16px 0 6px; font-size: 14px; font-weight: 600; }
input { width: 100%; padding: 10px 12px; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: 8px; }
input:focus-visible, button:focus-visible { outline: 3px solid var(--accent); outline-offset: 1px; }
button { width: 100%; margin-top: 24px; padding: 11px; font: inherit; font-weight: 600; color: var(--on-accent);
  background: var(--accent); border: 0; border-radius: 8px; cursor: pointer; }
[role=alert] { margin: 0 0 8px; padding: 10px 12px; color: var(--bad); background: var(--bad-back);
  border-radius: 8px; }
code { font-size: 14px; overflow-wrap: anywhere; }
`;

/** The sign-in page; its form posts to the page's own address. `message` says why an attempt was refused. */
export function signInPage(options: { username: string; message?: string }): string {
  const { username, message } = options;
  const alert = message ? `<p role="alert" id="message">${escapeHtml(message)}</p>` : '';
  const refused = message ? ' aria-invalid="true" aria-describedby="message"' : '';
  const [first, second] = username ? ['', ' autofocus'] : [' autofocus', ''];
  return page(
    'Sign in',
    `<h1>Sign in</h1><p>with your organization account</p>${alert}
<form method="post">
<label for="username">Username</label>
<input id="username" name="username" value="${escapeHtml(username)}" autocomplete="username" autocapitalize="none"
  spellcheck="false" required${first}${refused}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${second}${refused}>
<button type="submit">Sign in</button>
</form>`,
  );
}

/** What the user is left with when there is nowhere to send the browser back to. */
export function errorPage(code: string): string {
  return page(
    'Error',
    `<h1>An error was encountered with the requested page.</h1><p role="alert"><code>${escapeHtml(code)}</code></p>`,
  );
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>
`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}
