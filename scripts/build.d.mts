import type { Metafile } from 'esbuild'

export const root: string
export function buildCommandLine(outdir?: string): Promise<Metafile>
export function generatedFiles(): Promise<Map<string, string>>
