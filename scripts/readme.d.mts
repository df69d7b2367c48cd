/** The text of a README with the output of every command in its console blocks as it is now. */
export function renewedReadme(text: string): string
