/** Says what a test has counted: `scripts/soak.mjs` puts it into docs/soak.md. */
export function tellFigures(text: string): void {
  console.info(`figures: ${text}`);
}
