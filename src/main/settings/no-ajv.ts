/**
 * In the bundle, stands in for Ajv, which electron-store loads for the schemas that it could be given. The settings are checked
 * with Zod, as everything else is, and Ajv would be three quarters of what main reads before its window opens.
 */
function unused(): never {
  throw new Error('the settings are checked with Zod: electron-store is given no schema');
}

// biome-ignore lint/style/noDefaultExport: stands in for a module that has one
export { unused as Ajv2020, unused as default };
