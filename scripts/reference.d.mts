/** The text of docs/reference/commands.md for a manifest and a package.json. */
export function commandReference(manifest: object, packageJson: object): string
