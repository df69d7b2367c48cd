/** The pages that show what commands print, as paths from the root. */
export function pagesWithOutput(): string[]

/** The text of a page with the output of every command in its console blocks as it is now. */
export function renewedPage(text: string): string
