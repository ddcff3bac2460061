/**
 * What a running Pail is: from a package, from one that was made of a stand-in Electron and must not be handed out, or run
 * from the source tree.
 */
export type BuildKind = 'package' | 'unsupported-package' | 'source-tree';
